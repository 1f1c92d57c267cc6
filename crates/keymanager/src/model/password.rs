//! Passwords of users: kept as Argon2id (RFC 9106) makes them, never as they are.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use crate::store::StoreError;

/// A password that a user may have: 8 to 100 characters, none of them a control character.
pub struct Password(Zeroizing<String>);

/// A text is not a [`Password`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The password must be 8 to 100 characters, none of them a control character.")]
pub struct InvalidPassword;

/// One at a time: hashing takes 19 MiB and a whole processor, and others need theirs.
static TURN: Mutex<()> = Mutex::new(());

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

impl Password {
    /// Takes a text as a password.
    ///
    /// # Errors
    /// When it is too short or too long, or has control characters.
    pub fn new(text: Zeroizing<String>) -> Result<Self, InvalidPassword> {
        let valid =
            (8..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if valid {
            Ok(Self(text))
        } else {
            Err(InvalidPassword)
        }
    }

    /// What is kept of it, as a PHC string.
    pub(super) fn hash(&self) -> Result<String, StoreError> {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut salt = [0; 16];
        rand::fill(&mut salt).map_err(|_| StoreError::MasterKey)?;
        let hash = Argon2::default().hash_password_with_salt(self.0.as_bytes(), &salt);
        let hash: PasswordHash = hash.map_err(|_| StoreError::MasterKey)?;
        Ok(hash.to_string())
    }
}

/// Whether `given` is the password of which `kept` is kept. Without one it takes as long, so that the time
/// does not tell who there is.
pub(super) fn is_right(kept: Option<&str>, given: &str) -> bool {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(Ok(kept)) = kept.map(PasswordHash::new) else {
        let mut spent = [0; Params::DEFAULT_OUTPUT_LEN];
        let _ = Argon2::default().hash_password_into(given.as_bytes(), &[0; 16], &mut spent);
        return false;
    };
    Argon2::default()
        .verify_password(given.as_bytes(), &kept)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_not_the_password_and_tells_it_again() {
        let password = Password::new(Zeroizing::new("correct horse".to_owned())).unwrap();
        let (kept, again) = (password.hash().unwrap(), password.hash().unwrap());
        assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"));
        assert_ne!(kept, again, "each has a salt of its own");
        assert!(is_right(Some(&kept), "correct horse"));
        assert!(!is_right(Some(&kept), "correct horsf"));
        assert!(!is_right(None, "correct horse"));
        assert!(!format!("{password:?}").contains("horse"));
    }

    #[test]
    fn passwords_that_are_refused() {
        for text in ["short", "with\nline feed", &"x".repeat(101)] {
            assert!(
                Password::new(Zeroizing::new(text.to_owned())).is_err(),
                "{text:?}"
            );
        }
    }
}
