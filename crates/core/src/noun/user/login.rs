//! Who comes in by a door.

use super::error::UserError;
use super::{User, UserName, api_token, password, table};
use crate::ground::Array;
use crate::noun::log::{self, Event};

/// The user `name`, when that is the password. The history keeps either.
///
/// # Errors
/// When it is not, which says nothing of whether there is such a user.
pub(crate) fn by_password(array: &Array, name: &str, given: &str) -> Result<User, UserError> {
    let Ok(name) = name.parse::<UserName>() else {
        return Err(UserError::WrongPassword);
    };
    match array.store().read(|db| table::stored(db, &name))? {
        Some(stored) if password::is_right(&name, stored.password.as_deref(), given) => {
            log::append_done(array, Event::User, name.as_str(), "logged in by password");
            Ok(stored.user)
        }
        Some(_) => {
            log::append_done(array, Event::User, name.as_str(), "refused: wrong password");
            Err(UserError::WrongPassword)
        }
        None => {
            password::spend_time(given);
            Err(UserError::WrongPassword)
        }
    }
}

/// The user whose API token that is.
///
/// # Errors
/// When it is nobody's, or has expired.
pub(crate) fn by_token(array: &Array, given: &str) -> Result<User, UserError> {
    let hash = api_token::hash(given);
    let user = array.store().read(|db| table::of_token(db, &hash))?;
    let user = user.ok_or(UserError::WrongToken)?;
    if user.token.is_some_and(|token| token.is_good(array.now())) {
        log::append_done(
            array,
            Event::User,
            user.name.as_str(),
            "logged in by API token",
        );
        return Ok(user);
    }
    let name = user.name.as_str();
    log::append_done(array, Event::User, name, "refused: API token expired");
    Err(UserError::WrongToken)
}
