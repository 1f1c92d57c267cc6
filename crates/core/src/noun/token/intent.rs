//! Notes of keys on key managers that the array is about to use, or no longer uses.
//!
//! A note is written before the key is created, and is deleted in the transaction in which the key becomes
//! the token's, or once the key is seen to be destroyed. That a key is not found does not delete it: a
//! replica lags, a KMIP server is pointed at another key manager. Whatever is interrupted, no key is left
//! behind that nobody knows of. The name of a key is never used for a second one.

use rusqlite::{Connection, Row, params};

use super::{Kind, Token, TokenError};
use crate::ground::fault::point;
use crate::ground::{Array, Identifiers};
use crate::noun::kmip_server::{Claim, KeyProof, KmipServer, KmipServerId, Uri};

/// A name that no key ever had.
pub(super) fn new_name(array: &Array) -> Result<String, TokenError> {
    let id = array.id().simple().to_string();
    let number = hex::encode(Identifiers::next(array.home())?.bytes::<8>("key"));
    Ok(format!("{}-{}-{number}", array.name()?, &id[..8]))
}

/// Writes down that the key `name` is about to be created on `server`, at `uri`.
pub(super) fn begin(
    array: &Array,
    server: &KmipServer,
    uri: &Uri,
    name: &str,
) -> Result<(), TokenError> {
    array.store().write(|tx| {
        tx.execute(
            "INSERT INTO token_intent (key_name, kmip_server, made_at, folder)
             VALUES (?1, ?2, ?3, ?4)",
            params![
                name,
                server.id.0,
                uri.to_string(),
                array.folder_id().to_string()
            ],
        )?;
        Ok::<_, TokenError>(())
    })?;
    point("token-intent");
    Ok(())
}

/// The key manager has created it, and is about to be told that it is in use, by that mark.
pub(super) fn created(array: &Array, name: &str, id: &str, mark: &str) -> Result<(), TokenError> {
    array.store().write(|tx| {
        tx.execute(
            "UPDATE token_intent SET key_id = ?2, mark = ?3 WHERE key_name = ?1",
            [name, id, mark],
        )?;
        Ok(())
    })
}

/// The key has become the token's.
pub(crate) fn commit(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    delete(tx, &token.key_name)
}

/// The key is the token's no longer, and has to be destroyed. The signature does not outlive the token:
/// what proves the key does not tell it.
pub(crate) fn retire(tx: &Connection, token: &Token) -> Result<(), TokenError> {
    let Kind::Kmip(server) = &token.kind else {
        return Ok(());
    };
    let proof = KeyProof::of(&token.key_name, &token.signature);
    tx.execute(
        "INSERT OR REPLACE INTO token_intent (key_name, kmip_server, key_id, made_at, proof)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            token.key_name,
            server.id.0,
            token.key_id,
            token.made_at.as_ref().map(ToString::to_string),
            proof.as_str()
        ],
    )?;
    Ok(())
}

/// The key is destroyed, was never created, or is given up.
pub(crate) fn delete(tx: &Connection, name: &str) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token_intent WHERE key_name = ?1", [name])?;
    Ok(())
}

/// Forgets all of them: they are notes of another array.
pub(crate) fn delete_all(tx: &Connection) -> Result<(), TokenError> {
    tx.execute("DELETE FROM token_intent", [])?;
    Ok(())
}

/// A key that is to be destroyed.
#[derive(Clone, Debug)]
pub(crate) struct Orphan {
    /// What it is known by.
    pub(crate) claim: Claim,
    /// Its KMIP server.
    pub(crate) server: KmipServerId,
    /// The URI at which it was made, where that is known.
    pub(crate) made_at: Option<Uri>,
}

impl Orphan {
    /// The key of the token, for when the token goes.
    pub(crate) fn of(array: &Array, token: &Token) -> Option<Self> {
        let Kind::Kmip(server) = &token.kind else {
            return None;
        };
        Some(Self {
            claim: Claim {
                name: token.key_name.clone(),
                id: Some(token.key_id.clone()),
                owner: array.id().to_string(),
                mark: None,
                proof: Some(KeyProof::of(&token.key_name, &token.signature)),
            },
            server: server.id,
            made_at: token.made_at.clone(),
        })
    }
}

/// The keys that are to be destroyed. While another command makes a key, that is one: under the exclusive
/// lock there is no such command.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn orphans(array: &Array) -> Result<Vec<Orphan>, TokenError> {
    array.store().read(|db| all_orphans(array, db))
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
        all_orphans(array, tx)
    })
}

fn all_orphans(array: &Array, db: &Connection) -> Result<Vec<Orphan>, TokenError> {
    let find = "SELECT key_name, kmip_server, key_id, made_at, folder, mark, proof
        FROM token_intent WHERE key_name NOT IN (SELECT key_name FROM token) ORDER BY key_name";
    let mut statement = db.prepare_cached(find)?;
    let rows = statement.query_map([], |row| of_row(array, row))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn of_row(array: &Array, row: &Row<'_>) -> Result<Orphan, rusqlite::Error> {
    let made_at: Option<String> = row.get(3)?;
    let folder: Option<String> = row.get(4)?;
    // In a copy of the array's folder the note does not tell what became of the key.
    let is_here = folder.is_some_and(|folder| folder == array.folder_id().to_string());
    let mark: Option<String> = row.get(5)?;
    let proof: Option<String> = row.get(6)?;
    Ok(Orphan {
        claim: Claim {
            name: row.get(0)?,
            id: row.get(2)?,
            owner: array.id().to_string(),
            mark: mark.filter(|_| is_here),
            proof: proof.map(KeyProof::stored),
        },
        server: KmipServerId(row.get(1)?),
        made_at: made_at.and_then(|uri| uri.parse().ok()),
    })
}

/// The keys on that KMIP server that the array has yet to destroy or to take into use, each with the URI
/// at which it was made.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn unfinished(
    db: &Connection,
    server: KmipServerId,
) -> Result<Vec<(String, Option<String>)>, rusqlite::Error> {
    let find =
        "SELECT key_name, made_at FROM token_intent WHERE kmip_server = ?1 ORDER BY key_name";
    let mut statement = db.prepare_cached(find)?;
    let rows = statement.query_map([server.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
