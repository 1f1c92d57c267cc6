//! What the array remembers of its token.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::TokenError;
use crate::ground::Array;
use crate::noun::kmip_server::{KmipServer, KmipServerId, SealedKey, Signature, Uri, find_by_id};

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
    /// The URI at which the key was made, where that is known.
    pub(crate) made_at: Option<Uri>,
    /// The array's folder when the key was made, where that is known: a copy of it is another one.
    pub(crate) folder: Option<String>,
}

impl Token {
    /// What the history calls it: the KMIP server, or the serial number of the card.
    pub(crate) fn subject(&self) -> &str {
        match &self.kind {
            Kind::Kmip(server) => server.name.as_str(),
            Kind::SmartCard => &self.key_id,
        }
    }

    /// What the history says about it after `verb`. The signature is none of it: it would outlive the
    /// token.
    pub(crate) fn history(&self, verb: &str) -> String {
        match &self.kind {
            Kind::Kmip(_) => format!("{verb}, KMIP key {}", self.key_name),
            Kind::SmartCard => format!("{verb}, {}", self.kind.as_str()),
        }
    }

    /// Its key, to be fetched from a key manager.
    pub fn sealed_key(&self) -> SealedKey {
        SealedKey {
            id: self.key_id.clone(),
            name: self.key_name.clone(),
            signature: self.signature,
        }
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
    let find = "SELECT kmip_server, key_id, key_name, signature, made_at, folder FROM token";
    let found = db
        .prepare_cached(find)?
        .query_row([], |row| Ok(of_row(db, row)));
    found.optional()?.transpose()
}

fn of_row(db: &Connection, row: &Row<'_>) -> Result<Token, TokenError> {
    let server: Option<i64> = row.get(0)?;
    let (signature, made_at): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let kind = match server {
        Some(id) => {
            let server = find_by_id(db, KmipServerId(id)).map_err(|_| TokenError::Damaged)?;
            Kind::Kmip(Box::new(server))
        }
        None => Kind::SmartCard,
    };
    Ok(Token {
        kind,
        signature: signature.parse().map_err(|_| TokenError::Damaged)?,
        key_id: row.get(1)?,
        key_name: row.get(2)?,
        made_at: made_at.and_then(|uri| uri.parse().ok()),
        folder: row.get(5)?,
    })
}

/// The key of the token has come back under another unique identifier.
pub(super) fn record_identifier(array: &Array, token: &Token, id: &str) -> Result<(), TokenError> {
    array.store().write(|tx| {
        tx.execute(
            "UPDATE token SET key_id = ?2 WHERE key_name = ?1",
            [token.key_name.as_str(), id],
        )?;
        Ok(())
    })
}

pub(crate) fn write(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    let server = match &token.kind {
        Kind::Kmip(server) => Some(server.id.0),
        Kind::SmartCard => None,
    };
    tx.execute(
        "INSERT OR REPLACE INTO token
             (one, kind, kmip_server, key_id, key_name, signature, made_at, folder)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            token.kind.as_str(),
            server,
            token.key_id,
            token.key_name,
            token.signature.to_string(),
            token.made_at.as_ref().map(ToString::to_string),
            token.folder
        ],
    )?;
    Ok(())
}

pub(crate) fn delete(tx: &Connection) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token", [])?;
    Ok(())
}
