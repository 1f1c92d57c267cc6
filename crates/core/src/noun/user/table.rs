//! The tables of users and of their API tokens.

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::error::UserError;
use super::login_stamp::LoginStamp;
use super::password::Password;
use super::role::Role;
use super::token_times::TokenTimes;
use super::{FACTORY_USER, User, UserName};
use crate::ground::{Array, StoreError};
use crate::noun::log::{self, Event};

/// Selects what [`from_row`] reads.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT user.name, role, user.created, password, api_token.created, expires, user.id
             FROM user LEFT JOIN api_token ON api_token.user = user.id ",
            $rest
        )
    };
}

/// A user as stored, with what is not shown.
pub(super) struct Stored {
    pub(super) user: User,
    /// What is kept of the password; nothing as long as it is the factory's.
    pub(super) password: Option<String>,
    pub(super) id: i64,
}

/// Adds the user that every array has.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn insert_factory_user(tx: &Connection, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO user (name, role, created) VALUES (?1, ?2, ?3)",
        params![FACTORY_USER, Role::ArrayAdmin.as_str(), now.as_second()],
    )?;
    Ok(())
}

/// The users by name.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn all(db: &Connection) -> Result<Vec<User>, UserError> {
    let mut statement = db.prepare_cached(select!("ORDER BY user.name"))?;
    let users = statement.query_and_then([], from_row)?;
    users.map(|stored| Ok(stored?.user)).collect()
}

/// The user `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find(db: &Connection, name: &UserName) -> Result<User, UserError> {
    Ok(stored(db, name)?.ok_or(UserError::Missing)?.user)
}

/// The user `name` with what is not shown, if there is one.
pub(super) fn stored(db: &Connection, name: &UserName) -> Result<Option<Stored>, UserError> {
    db.prepare_cached(select!("WHERE user.name = ?1"))?
        .query_row([name.as_str()], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// The user whose API token has that hash, if there is one.
pub(super) fn of_token(db: &Connection, hash: &str) -> Result<Option<User>, UserError> {
    let found = db
        .prepare_cached(select!("WHERE api_token.hash = ?1"))?
        .query_row([hash], |row| Ok(from_row(row)))
        .optional()?
        .transpose()?;
    Ok(found.map(|stored| stored.user))
}

fn from_row(row: &Row<'_>) -> Result<Stored, UserError> {
    let damaged = || UserError::Damaged;
    let time = |seconds: i64| Timestamp::from_second(seconds).map_err(|_| damaged());
    let (name, role): (String, String) = (row.get(0)?, row.get(1)?);
    let password: Option<String> = row.get(3)?;
    let id = row.get(6)?;
    let (made, expires): (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    let token = made.map(|made| {
        Ok::<_, UserError>(TokenTimes {
            created: time(made)?,
            expires: expires.map(time).transpose()?,
        })
    });
    Ok(Stored {
        user: User {
            name: name.parse().map_err(|_| damaged())?,
            role: role.parse().map_err(|_| damaged())?,
            created: time(row.get(2)?)?,
            has_factory_password: password.is_none(),
            token: token.transpose()?,
            stamp: LoginStamp::of(id, password.as_deref()),
        },
        password,
        id,
    })
}

/// Makes the user `name`.
///
/// # Errors
/// When there is one of that name, or the array's state cannot be written.
pub(crate) fn create(
    array: &Array,
    name: &UserName,
    role: Role,
    password: &Password,
) -> Result<User, UserError> {
    // It takes long: others do not wait for it.
    let kept = password.hash()?;
    let now = array.now();
    array.store().write(|tx| {
        let inserted = tx.execute(
            "INSERT INTO user (name, role, password, created) VALUES (?1, ?2, ?3, ?4)",
            params![name.as_str(), role.as_str(), kept, now.as_second()],
        );
        match inserted {
            Ok(_) => {}
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Err(UserError::Exists);
            }
            Err(error) => return Err(error.into()),
        }
        let detail = format!("created, {}", role.as_str());
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        find(tx, name)
    })
}

/// Gives the user `name` another password.
///
/// # Errors
/// When there is none, or the array's state cannot be written.
pub(crate) fn set_password(
    array: &Array,
    name: &UserName,
    password: &Password,
) -> Result<User, UserError> {
    let kept = password.hash()?;
    array.store().write(|tx| {
        tx.execute(
            "UPDATE user SET password = ?2 WHERE name = ?1",
            params![name.as_str(), kept],
        )?;
        let user = find(tx, name)?;
        log::append(array, tx, Event::User, name.as_str(), "password changed")?;
        Ok(user)
    })
}

/// Gives the user `name` another role.
///
/// # Errors
/// When there is none, it is the one that every array has, or the array's state cannot be written.
pub(crate) fn set_role(array: &Array, name: &UserName, role: Role) -> Result<User, UserError> {
    array.store().write(|tx| {
        find(tx, name)?;
        if name.as_str() == FACTORY_USER && role != Role::ArrayAdmin {
            return Err(UserError::FactoryRole);
        }
        tx.execute(
            "UPDATE user SET role = ?2 WHERE name = ?1",
            params![name.as_str(), role.as_str()],
        )?;
        let detail = format!("role changed, {}", role.as_str());
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        find(tx, name)
    })
}

/// Deletes the user `name` with its API token.
///
/// # Errors
/// When there is none, or it is the one that every array has.
pub(crate) fn delete(array: &Array, name: &UserName) -> Result<(), UserError> {
    array.store().write(|tx| {
        find(tx, name)?;
        if name.as_str() == FACTORY_USER {
            return Err(UserError::Factory);
        }
        tx.execute("DELETE FROM user WHERE name = ?1", [name.as_str()])?;
        log::append(array, tx, Event::User, name.as_str(), "deleted")?;
        Ok(())
    })
}
