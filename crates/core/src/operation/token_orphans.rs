//! Destroying the keys on key managers that the array no longer uses, or never came to use.

use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Explain, Notice};
use crate::noun::kmip_server::{KmipServer, find_by_id};
use crate::noun::log::{self, Event};
use crate::noun::token::{TokenError, intent, key_manager};

/// Whether there are keys for [`destroy_orphans`] to destroy. While another command makes a key, that
/// is one.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn has_orphans(array: &Array) -> Result<bool, TokenError> {
    intent::orphans(array).map(|keys| !keys.is_empty())
}

/// Destroys the keys that the array no longer uses, or never came to use, on their key managers. A
/// notice names each that could not be destroyed; the next command of the token tries again.
///
/// # Errors
/// When the array's state cannot be read or written.
pub(crate) fn destroy_orphans(exclusive: &Exclusive<'_>) -> Result<(), TokenError> {
    let array = exclusive.array();
    for orphan in intent::confirmed_orphans(array)? {
        let key = orphan.key_name;
        let server = array
            .store()
            .read(|db| find_by_id(db, orphan.server).map_err(|_| TokenError::Damaged))?;
        match destroy(array, &server, &key, orphan.key_id) {
            Ok(()) => array.store().write(|tx| {
                intent::delete(tx, &key)?;
                let detail = format!("destroyed key {key}");
                log::append(array, tx, Event::Token, server.name.as_str(), &detail)?;
                Ok::<_, TokenError>(())
            })?,
            Err(error) => array.context().tell(&Notice::KeyLeft {
                key,
                reason: error.message(),
            }),
        }
    }
    Ok(())
}

fn destroy(
    array: &Array,
    server: &KmipServer,
    name: &str,
    id: Option<String>,
) -> Result<(), TokenError> {
    let manager = key_manager(array, server)?;
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
