//! API clients: programs that come in by tokens which they sign with a key of their own (OAuth 2.0 Token
//! Exchange, RFC 8693).

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};
use uuid::Uuid;

use super::error::UserError;
use super::public_key::PublicKey;
use super::role::Role;
use crate::ground::clock::Span;
use crate::ground::{Array, Identifiers, ObjectName};
use crate::noun::log::{self, Event};

/// A program that may exchange ID tokens, which it signs, for access tokens.
#[derive(Clone, Debug)]
pub struct ApiClient {
    /// Its identifier: the audience (`aud`) of its ID tokens.
    pub id: Uuid,
    /// Its name.
    pub name: ObjectName,
    /// The identifier of its key: the `kid` of its ID tokens.
    pub key_id: Uuid,
    /// What it can be.
    pub terms: ApiClientTerms,
    /// Whether it may exchange tokens now.
    pub is_enabled: bool,
    /// When it was made.
    pub created: Timestamp,
}

/// On which terms an API client comes in.
#[derive(Clone, Debug)]
pub struct ApiClientTerms {
    /// Who issues its ID tokens: their `iss`.
    pub issuer: Issuer,
    /// What it may do at most, whoever the user is.
    pub max_role: Role,
    /// By what its ID tokens are verified.
    pub public_key: PublicKey,
    /// How long its access tokens are good.
    pub lifetime: Span,
}

impl ApiClientTerms {
    /// In what they differ from the others; `None` when they are the same.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        let same = [
            (self.issuer == other.issuer, "issuer"),
            (self.max_role == other.max_role, "role"),
            (
                self.public_key.as_pem() == other.public_key.as_pem(),
                "public key",
            ),
            (
                self.lifetime.duration() == other.lifetime.duration(),
                "timeout",
            ),
        ];
        let differs = same.into_iter().find(|(is_same, _)| !is_same);
        differs.map(|(_, what)| what)
    }
}

/// Who issues ID tokens: 1 to 200 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

/// A text is not an [`Issuer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 200 characters, none of them a control character")]
pub struct InvalidIssuer;

impl Issuer {
    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Issuer {
    type Err = InvalidIssuer;

    fn from_str(text: &str) -> Result<Self, InvalidIssuer> {
        let fits = (1..=200).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidIssuer)
        }
    }
}

impl From<&ObjectName> for Issuer {
    fn from(name: &ObjectName) -> Self {
        Self(name.as_str().to_owned())
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Selects what [`from_row`] reads.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, key_id, issuer, max_role, public_key, lifetime, enabled, created
             FROM api_client ",
            $rest
        )
    };
}

/// The API clients by name.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn all(db: &Connection) -> Result<Vec<ApiClient>, UserError> {
    let mut statement = db.prepare_cached(select!("ORDER BY name"))?;
    statement.query_and_then([], from_row)?.collect()
}

/// The API client `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find(db: &Connection, name: &ObjectName) -> Result<ApiClient, UserError> {
    let found = db
        .prepare_cached(select!("WHERE name = ?1"))?
        .query_row([name.as_str()], |row| Ok(from_row(row)))
        .optional()?;
    found.unwrap_or(Err(UserError::NoClient))
}

/// The API client of that identifier, if there is one.
pub(crate) fn of_id(db: &Connection, id: Uuid) -> Result<Option<ApiClient>, UserError> {
    db.prepare_cached(select!("WHERE id = ?1"))?
        .query_row([id.to_string()], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

fn from_row(row: &Row<'_>) -> Result<ApiClient, UserError> {
    fn read<T: FromStr>(row: &Row<'_>, column: usize) -> Result<T, UserError> {
        let text: String = row.get(column)?;
        text.parse().map_err(|_| UserError::Damaged)
    }
    let lifetime = Span::from_seconds(row.get(6)?);
    Ok(ApiClient {
        id: read(row, 0)?,
        name: read(row, 1)?,
        key_id: read(row, 2)?,
        terms: ApiClientTerms {
            issuer: read(row, 3)?,
            max_role: read(row, 4)?,
            public_key: read(row, 5)?,
            lifetime: lifetime.ok_or(UserError::Damaged)?,
        },
        is_enabled: row.get(7)?,
        created: Timestamp::from_second(row.get(8)?).map_err(|_| UserError::Damaged)?,
    })
}

/// Makes the API client `name`.
///
/// # Errors
/// When there is one of that name, or the array's state cannot be written.
pub(crate) fn create_client(
    array: &Array,
    name: &ObjectName,
    terms: &ApiClientTerms,
    is_enabled: bool,
) -> Result<ApiClient, UserError> {
    let identifiers = Identifiers::next(array.home())?;
    let [id, key_id] = ["client", "client key"].map(|purpose| identifiers.uuid(purpose));
    let now = array.now();
    array.store().write(|tx| {
        let inserted = tx.execute(
            "INSERT INTO api_client
             (id, name, key_id, issuer, max_role, public_key, lifetime, enabled, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id.to_string(),
                name.as_str(),
                key_id.to_string(),
                terms.issuer.as_str(),
                terms.max_role.as_str(),
                terms.public_key.as_pem(),
                terms.lifetime.duration().as_secs(),
                is_enabled,
                now.as_second()
            ],
        );
        match inserted {
            Ok(_) => {}
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Err(UserError::ClientExists);
            }
            Err(error) => return Err(error.into()),
        }
        let role = terms.max_role.as_str();
        let detail = format!("API client created, {role}");
        log::append(array, tx, Event::User, name.as_str(), &detail)?;
        find(tx, name)
    })
}

/// Lets the API client `name` exchange tokens, or not.
///
/// # Errors
/// When there is none, or the array's state cannot be written.
pub(crate) fn enable_client(
    array: &Array,
    name: &ObjectName,
    is_enabled: bool,
) -> Result<ApiClient, UserError> {
    array.store().write(|tx| {
        let before = find(tx, name)?;
        if before.is_enabled != is_enabled {
            tx.execute(
                "UPDATE api_client SET enabled = ?2 WHERE name = ?1",
                params![name.as_str(), is_enabled],
            )?;
            let detail = match is_enabled {
                true => "API client enabled",
                false => "API client disabled",
            };
            log::append(array, tx, Event::User, before.name.as_str(), detail)?;
        }
        find(tx, name)
    })
}

/// Deletes the API client `name`. Its access tokens end.
///
/// # Errors
/// When there is none, or the array's state cannot be written.
pub(crate) fn delete_client(array: &Array, name: &ObjectName) -> Result<(), UserError> {
    array.store().write(|tx| {
        let found = find(tx, name)?;
        tx.execute("DELETE FROM api_client WHERE name = ?1", [name.as_str()])?;
        let name = found.name.as_str();
        log::append(array, tx, Event::User, name, "API client deleted")?;
        Ok(())
    })
}
