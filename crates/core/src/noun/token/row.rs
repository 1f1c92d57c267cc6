//! What the array remembers of its token.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::TokenError;
use crate::ground::Array;
use crate::noun::kmip_server::{KmipServer, KmipServerId, Signature, find_by_id};

/// The security token that the array is sealed with.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// What its key must give.
    pub signature: Signature,
    /// The unique identifier of the key on the key manager, or the serial number of the card.
    pub(crate) key_id: String,
    /// The name of the key, or the challenge that the card responds to, in hexadecimal digits.
    pub(crate) key_name: String,
}

impl Token {
    /// What the history calls it: the KMIP server, or the serial number of the card.
    pub(crate) fn subject(&self) -> &str {
        match &self.kind {
            Kind::Kmip(server) => server.name.as_str(),
            Kind::SmartCard => &self.key_id,
        }
    }

    /// What the history says about it after `verb`.
    pub(crate) fn history(&self, verb: &str) -> String {
        format!(
            "{verb}, {} signature {}",
            self.kind.as_str(),
            self.signature
        )
    }
}

/// What a token is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A key on that KMIP server.
    Kmip(Box<KmipServer>),
    /// A smart card.
    SmartCard,
}

impl Kind {
    /// As it is shown.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kmip(_) => "KMIP",
            Self::SmartCard => "Smart Card",
        }
    }
}

/// The token that the array is sealed with, when there is one.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn token(array: &Array) -> Result<Option<Token>, TokenError> {
    array.store().read(read)
}

pub(super) fn read(db: &Connection) -> Result<Option<Token>, TokenError> {
    type Columns = (Option<i64>, String, String, String);
    let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Option<Columns> = db
        .prepare_cached("SELECT kmip_server, key_id, key_name, signature FROM token")?
        .query_row([], columns)
        .optional()?;
    let Some((server, key_id, key_name, signature)) = found else {
        return Ok(None);
    };
    let kind = match server {
        Some(id) => {
            let server = find_by_id(db, KmipServerId(id)).map_err(|_| TokenError::Damaged)?;
            Kind::Kmip(Box::new(server))
        }
        None => Kind::SmartCard,
    };
    let signature = signature.parse().map_err(|_| TokenError::Damaged)?;
    Ok(Some(Token {
        kind,
        signature,
        key_id,
        key_name,
    }))
}

pub(crate) fn write(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    let server = match &token.kind {
        Kind::Kmip(server) => Some(server.id.0),
        Kind::SmartCard => None,
    };
    tx.execute(
        "INSERT OR REPLACE INTO token (one, kind, kmip_server, key_id, key_name, signature)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![
            token.kind.as_str(),
            server,
            token.key_id,
            token.key_name,
            token.signature.to_string()
        ],
    )?;
    Ok(())
}

pub(crate) fn delete(tx: &Connection) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token", [])?;
    Ok(())
}
