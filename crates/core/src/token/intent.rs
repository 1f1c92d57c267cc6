//! Keys on key managers that the array is about to use, or no longer uses.
//!
//! The intent is written before the key is created, and is deleted in the transaction in which the key
//! becomes the token's, or after it was destroyed. Whatever is interrupted, no key is left behind that
//! nobody knows of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Kind, Token, TokenError, kmip};
use crate::Array;
use crate::array::Exclusive;
use crate::fault::point;
use crate::key::random;
use crate::kmip_server::{KmipServer, KmipServerId, find_by_id};
use crate::log::{self, Event};

/// The name that the next key on `server` gets: that of an earlier try that was interrupted, or one
/// that no key ever had.
pub(super) fn name(array: &Array, server: &KmipServer) -> Result<String, TokenError> {
    let earlier = array.store().read(|db| {
        let find = "SELECT key_name FROM token_intent WHERE kmip_server = ?1 AND key_id IS NULL";
        let found = db.query_row(find, [server.id.0], |row| row.get(0));
        Ok::<Option<String>, TokenError>(found.optional()?)
    })?;
    if let Some(earlier) = earlier {
        return Ok(earlier);
    }
    let id = array.id()?.simple().to_string();
    let number = hex::encode(*random::<4>());
    Ok(format!("{}-{}-{number}", array.name(), &id[..8]))
}

/// Writes down that the key `name` is about to be created on `server`.
pub(super) fn begin(array: &Array, server: &KmipServer, name: &str) -> Result<(), TokenError> {
    array
        .store()
        .write(|tx| insert(tx, name, server.id, None))?;
    point("token-intent");
    Ok(())
}

fn insert(
    tx: &Connection,
    name: &str,
    server: KmipServerId,
    id: Option<&str>,
) -> Result<(), TokenError> {
    tx.execute(
        "INSERT OR REPLACE INTO token_intent (key_name, kmip_server, key_id) VALUES (?1, ?2, ?3)",
        params![name, server.0, id],
    )?;
    Ok(())
}

/// The key has become the token's.
pub(super) fn fulfil(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    delete(tx, &token.key_name)
}

/// The key is the token's no longer, and has to be destroyed.
pub(super) fn abandon(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    match &token.kind {
        Kind::Kmip(server) => insert(tx, &token.key_name, server.id, Some(&token.key_id)),
        Kind::SmartCard => Ok(()),
    }
}

fn delete(tx: &Connection, name: &str) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token_intent WHERE key_name = ?1", [name])?;
    Ok(())
}

/// A key that is to be destroyed: its name, its KMIP server, and its id where it is known.
type Abandoned = (String, i64, Option<String>);

fn abandoned(array: &Array) -> Result<Vec<Abandoned>, TokenError> {
    array.store().read(|db| {
        let find = "SELECT key_name, kmip_server, key_id FROM token_intent
            WHERE key_name NOT IN (SELECT key_name FROM token)";
        let mut statement = db.prepare_cached(find)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// Whether there are keys for [`sweep`] to destroy. While another command makes a key, that is one.
///
/// # Errors
/// When the array's state cannot be read.
pub fn is_untidy(array: &Array) -> Result<bool, TokenError> {
    abandoned(array).map(|keys| !keys.is_empty())
}

/// Destroys the keys that the array no longer uses, or never came to use, on their key managers.
/// Returns, for each that could not be destroyed, what the operator should know; the next command of
/// the token tries again.
///
/// # Errors
/// When the array's state cannot be read or written.
pub fn sweep(array: &Array, _exclusive: &Exclusive) -> Result<Vec<String>, TokenError> {
    let mut notices = Vec::new();
    for (name, server, id) in abandoned(array)? {
        let server = array
            .store()
            .read(|db| find_by_id(db, KmipServerId(server)).map_err(|_| TokenError::Damaged))?;
        match destroy(array, &server, &name, id) {
            Ok(()) => array.store().write(|tx| {
                delete(tx, &name)?;
                let detail = format!("destroyed key {name}");
                log::append(tx, array.now(), Event::Token, server.name.as_str(), &detail)?;
                Ok::<_, TokenError>(())
            })?,
            Err(error) => notices.push(format!(
                "The key {name} is no longer used, and is not destroyed yet. {error} The next token \
                 command tries again."
            )),
        }
    }
    Ok(notices)
}

fn destroy(
    array: &Array,
    server: &KmipServer,
    name: &str,
    id: Option<String>,
) -> Result<(), TokenError> {
    let manager = kmip::key_manager(array, server)?;
    let failed = |source| TokenError::KeyManager {
        server: server.name.clone(),
        source,
    };
    let id = match id {
        Some(id) => Some(id),
        None => manager.find_key(name).map_err(failed)?,
    };
    if let Some(id) = id {
        manager.destroy_key(&id).map_err(failed)?;
        point("token-destroyed");
    }
    Ok(())
}
