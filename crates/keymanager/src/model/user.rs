//! Users: people who come in by REST or by the pages, with a password.

use std::fmt;
use std::str::FromStr;

use super::audit::About;
use super::password::{Password, is_right};
use super::{Account, KeyManager, KeyManagerError, Role, User, random};
use crate::store::{EventKind, Tx};

const NOUN: &str = "user";

/// The address that a user logs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// A text is not an [`Email`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A user's name must be an e-mail address, such as anna@example.com.")]
pub struct InvalidEmail;

impl Email {
    /// The address, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let is_plain = text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>\"'&:/\\".contains(&b));
        let valid = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.is_empty() && !host.contains('@')
        });
        if valid && is_plain && text.len() <= 254 {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidEmail)
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn find(tx: Tx<'_>, name: &str) -> Result<User, KeyManagerError> {
    tx.user(name)?.ok_or(KeyManagerError::Missing(NOUN))
}

/// An account keeps an administrator, as long as it has members at all.
fn check_administrators(tx: Tx<'_>, account: &str) -> Result<(), KeyManagerError> {
    let members = tx.users(Some(account))?;
    let administers = |user: &User| user.role_in(account) == Some(Role::Administrator);
    if members.is_empty() || members.iter().any(administers) {
        Ok(())
    } else {
        Err(KeyManagerError::LastAdministrator)
    }
}

impl KeyManager {
    /// Makes a user, who belongs to no account yet.
    ///
    /// # Errors
    /// When there is one of that address.
    pub fn create_user(
        &self,
        email: &Email,
        password: &Password,
        names: (Option<&str>, Option<&str>),
    ) -> Result<User, KeyManagerError> {
        let created = self.now();
        let hash = password.hash()?;
        self.write(|tx| {
            if tx.user(email.as_str())?.is_some() {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let user = User {
                id: random::uuid(tx)?,
                email: email.as_str().to_owned(),
                first_name: names.0.map(str::to_owned),
                last_name: names.1.map(str::to_owned),
                created,
                last_used: None,
                accounts: Vec::new(),
            };
            tx.insert_user(&user, &hash)?;
            self.note_user(tx, "create user", &user, None)?;
            Ok(user)
        })
    }

    /// The users of an account, or all, by their addresses.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn users(&self, account: Option<&Account>) -> Result<Vec<User>, KeyManagerError> {
        let account = account.map(|account| account.id.as_str());
        self.read(|tx| Ok(tx.users(account)?))
    }

    /// The user of that address or UUID.
    ///
    /// # Errors
    /// When there is none.
    pub fn user(&self, name: &str) -> Result<User, KeyManagerError> {
        self.read(|tx| find(tx, name))
    }

    /// Changes the first and the last name.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn rename_user(
        &self,
        name: &str,
        names: (Option<&str>, Option<&str>),
    ) -> Result<User, KeyManagerError> {
        self.write(|tx| {
            let mut user = find(tx, name)?;
            user.first_name = names.0.map(str::to_owned).or(user.first_name);
            user.last_name = names.1.map(str::to_owned).or(user.last_name);
            tx.update_user(&user)?;
            self.note_user(tx, "change user", &user, None)?;
            Ok(user)
        })
    }

    /// Changes the password: sessions of the user end.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn set_password(&self, name: &str, password: &Password) -> Result<User, KeyManagerError> {
        let hash = password.hash()?;
        self.write(|tx| {
            let user = find(tx, name)?;
            tx.set_password(&user.id, &hash)?;
            self.note_user(tx, "change password", &user, None)?;
            Ok(user)
        })
    }

    /// Makes the user a member of the account in that role, or takes the user out of it.
    ///
    /// # Errors
    /// When there is no such user, or the account would be left without an administrator.
    pub fn set_role(
        &self,
        account: &Account,
        name: &str,
        role: Option<Role>,
    ) -> Result<User, KeyManagerError> {
        self.write(|tx| {
            let user = find(tx, name)?;
            match role {
                Some(role) => tx.put_member(&account.id, &user.id, role)?,
                None => tx.delete_member(&account.id, &user.id)?,
            }
            check_administrators(tx, &account.id)?;
            self.note_user(tx, "change role", &user, Some(&account.id))?;
            find(tx, &user.id)
        })
    }

    /// Deletes a user.
    ///
    /// # Errors
    /// When there is no such user, or an account would be left without an administrator.
    pub fn delete_user(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let user = find(tx, name)?;
            tx.delete_user(&user.id)?;
            for membership in &user.accounts {
                check_administrators(tx, &membership.account_id)?;
            }
            self.note_user(tx, "delete user", &user, None)?;
            Ok(())
        })
    }

    /// The user of that address, when the password is right. It uses about 20 milliseconds of processor time,
    /// one log-in after the other; who fails again and again is to wait for
    /// [`log_in_delay`](Self::log_in_delay) before.
    ///
    /// # Errors
    /// When the address or the password is wrong.
    pub fn user_by_password(&self, email: &str, password: &str) -> Result<User, KeyManagerError> {
        let (found, kept) = self.read(|tx| {
            let found = tx.user(email)?.filter(|user| user.id != email);
            let kept = match &found {
                Some(user) => tx.password_of(&user.id)?,
                None => None,
            };
            Ok::<_, KeyManagerError>((found, kept))
        })?;
        let is_right = is_right(kept.as_deref(), password);
        self.remember_log_in(Some(email), is_right && found.is_some());
        match found.filter(|_| is_right) {
            Some(mut user) => {
                user.last_used = Some(self.now());
                self.write(|tx| tx.update_user(&user))?;
                Ok(user)
            }
            None => Err(KeyManagerError::WrongPassword),
        }
    }

    /// Notes in the log that somebody has logged in, or was refused.
    pub fn note_log_in(&self, account: Option<&str>, outcome: Result<(), &KeyManagerError>) {
        let about = About {
            account,
            ..About::default()
        };
        let mut event = self.event(EventKind::Auth, "log in", about);
        event.done = outcome.is_ok();
        event.message = match outcome {
            Ok(()) => format!("{} logged in.", event.name),
            Err(error) => error.to_string(),
        };
        self.note_later([event]);
    }

    fn note_user(
        &self,
        tx: Tx<'_>,
        action: &str,
        user: &User,
        account: Option<&str>,
    ) -> Result<(), KeyManagerError> {
        let about = About {
            account: account.or(user.accounts.first().map(|it| it.account_id.as_str())),
            object: Some(&user.id),
            group: None,
        };
        Ok(self.note(tx, action, about, format!("{action} {}", user.email))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(
            "Anna@Example.com".parse::<Email>().unwrap().as_str(),
            "anna@example.com"
        );
        for text in [
            "anna", "@b", "a@", "a@b@c", "a b@c", "a:b@c", "a@b<", "ä@b", "a@\n",
        ] {
            assert_eq!(text.parse::<Email>(), Err(InvalidEmail), "{text}");
        }
    }
}
