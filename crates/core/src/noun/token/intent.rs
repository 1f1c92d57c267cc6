//! Keys on key managers that the array is about to use, or no longer uses.
//!
//! The intent is written before the key is created, and is deleted in the transaction in which the key
//! becomes the token's, or after it was destroyed. Whatever is interrupted, no key is left behind that
//! nobody knows of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Kind, Token, TokenError};
use crate::ground::Array;
use crate::ground::fault::point;
use crate::key::random;
use crate::noun::kmip_server::{KmipServer, KmipServerId};

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
    let id = array.id().simple().to_string();
    let number = hex::encode(*random::<4>());
    Ok(format!("{}-{}-{number}", array.name()?, &id[..8]))
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
pub(crate) fn commit(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    delete(tx, &token.key_name)
}

/// The key is the token's no longer, and has to be destroyed.
pub(crate) fn retire(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    match &token.kind {
        Kind::Kmip(server) => insert(tx, &token.key_name, server.id, Some(&token.key_id)),
        Kind::SmartCard => Ok(()),
    }
}

/// The key is destroyed, or was never created.
pub(crate) fn delete(tx: &Connection, name: &str) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token_intent WHERE key_name = ?1", [name])?;
    Ok(())
}

/// A key that is to be destroyed.
pub(crate) struct Orphan {
    /// Its name.
    pub(crate) key_name: String,
    /// Its KMIP server.
    pub(crate) server: KmipServerId,
    /// Its unique identifier, where it is known.
    pub(crate) key_id: Option<String>,
}

/// The keys that are to be destroyed. While another command makes a key, that is one.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn orphans(array: &Array) -> Result<Vec<Orphan>, TokenError> {
    array.store().read(all_orphans)
}

/// As [`orphans`], and what it says is on the disk: after a commit that failed, what is read and what a
/// loss of power leaves may differ, and the key that counts then is not to be destroyed.
///
/// # Errors
/// When the array's state cannot be read or written.
pub(crate) fn confirmed_orphans(array: &Array) -> Result<Vec<Orphan>, TokenError> {
    if orphans(array)?.is_empty() {
        return Ok(Vec::new());
    }
    array.store().write(|tx| {
        // It takes a change for a commit to write.
        tx.execute("UPDATE token_intent SET key_id = key_id", [])?;
        all_orphans(tx)
    })
}

fn all_orphans(db: &Connection) -> Result<Vec<Orphan>, TokenError> {
    let find = "SELECT key_name, kmip_server, key_id FROM token_intent
        WHERE key_name NOT IN (SELECT key_name FROM token)";
    let mut statement = db.prepare_cached(find)?;
    let rows = statement.query_map([], |row| {
        Ok(Orphan {
            key_name: row.get(0)?,
            server: KmipServerId(row.get(1)?),
            key_id: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The name of a key on that KMIP server that the array has yet to destroy or to take into use.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn unfinished(
    db: &Connection,
    server: KmipServerId,
) -> Result<Option<String>, rusqlite::Error> {
    db.prepare_cached("SELECT key_name FROM token_intent WHERE kmip_server = ?1")?
        .query_row([server.0], |row| row.get(0))
        .optional()
}
