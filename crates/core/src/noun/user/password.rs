//! Passwords: kept as Argon2id (RFC 9106) makes them, never as they are.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use aws_lc_rs::{constant_time, rand};
use secrecy::{ExposeSecret, SecretString};

use super::error::UserError;
use super::turns::Turns;
use super::{FACTORY_PASSWORD, FACTORY_USER, UserName};

/// How many passwords are hashed at a time, of all arrays of the process: each takes 19 MiB.
static HASHING: Turns = Turns::of(4);

/// A password that a user may have: 8 to 100 characters, none of them a control character.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// A text is not a [`Password`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The password must be 8 to 100 characters, none of them a control character.")]
pub struct InvalidPassword;

impl Password {
    /// Takes a text as a password.
    ///
    /// # Errors
    /// When it is too short or too long, or has control characters.
    pub fn new(text: SecretString) -> Result<Self, InvalidPassword> {
        let shown = text.expose_secret();
        let valid =
            (8..=100).contains(&shown.chars().count()) && !shown.chars().any(char::is_control);
        if valid {
            Ok(Self(text))
        } else {
            Err(InvalidPassword)
        }
    }

    /// What is kept of it, as a PHC string.
    pub(super) fn hash(&self) -> Result<String, UserError> {
        hash(self.0.expose_secret())
    }
}

fn hash(password: &str) -> Result<String, UserError> {
    let mut salt = [0; 16];
    rand::fill(&mut salt).map_err(|_| UserError::NoRandom)?;
    let hash =
        HASHING.run(|| Argon2::default().hash_password_with_salt(password.as_bytes(), &salt));
    let hash: PasswordHash = hash.map_err(|_| UserError::NoRandom)?;
    Ok(hash.to_string())
}

/// Whether `given` is the password of the user `name`, of which `kept` is kept: nothing as long as it
/// is the factory's.
pub(super) fn is_right(name: &UserName, kept: Option<&str>, given: &str) -> bool {
    match kept.map(PasswordHash::new) {
        Some(Ok(kept)) => HASHING
            .run(|| Argon2::default().verify_password(given.as_bytes(), &kept))
            .is_ok(),
        Some(Err(_)) => false,
        None => {
            let (given, factory) = (given.as_bytes(), FACTORY_PASSWORD.as_bytes());
            let same = constant_time::verify_slices_are_equal(given, factory);
            name.as_str() == FACTORY_USER && same.is_ok()
        }
    }
}

/// Takes as long as [`is_right`] for a user that there is, so that the time does not tell who there is.
pub(super) fn spend_time(given: &str) {
    let mut spent = [0; Params::DEFAULT_OUTPUT_LEN];
    let _ = HASHING
        .run(|| Argon2::default().hash_password_into(given.as_bytes(), &[0; 16], &mut spent));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_not_the_password_and_tells_it_again() {
        let name: UserName = "anna".parse().unwrap();
        let password = Password::new("correct horse".to_owned().into()).unwrap();
        let (kept, again) = (password.hash().unwrap(), password.hash().unwrap());
        assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"));
        assert_ne!(kept, again, "each has a salt of its own");
        assert!(is_right(&name, Some(&kept), "correct horse"));
        assert!(!is_right(&name, Some(&kept), "correct horsf"));
        assert!(!is_right(&name, Some("damaged"), "damaged"));
    }

    #[test]
    fn the_password_of_the_factory_is_that_of_one_user_only() {
        let user = |name: &str| name.parse::<UserName>().unwrap();
        assert!(is_right(&user("pureuser"), None, "pureuser"));
        assert!(!is_right(&user("pureuser"), None, "pureuse"));
        assert!(!is_right(&user("anna"), None, "pureuser"));
    }

    #[test]
    fn passwords_that_the_array_refuses() {
        for text in ["short", "with\nline feed", &"x".repeat(101)] {
            assert!(Password::new(text.to_owned().into()).is_err(), "{text:?}");
        }
    }
}
