//! Finding and listing KMIP servers.

use rusqlite::Connection;

use super::{KmipServer, KmipServerError, KmipServerId, table};
use crate::name::ObjectName;
use crate::pattern::NamePattern;

/// The KMIP server `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find(db: &Connection, name: &ObjectName) -> Result<KmipServer, KmipServerError> {
    table::get(db, name)?.ok_or(KmipServerError::Missing)
}

/// The KMIP server with that id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find_by_id(db: &Connection, id: KmipServerId) -> Result<KmipServer, KmipServerError> {
    table::get_by_id(db, id)?.ok_or(KmipServerError::Missing)
}

/// Calls `each` with every KMIP server whose name fits `pattern`, by name, one at a time. A pattern
/// with `*` may fit none.
///
/// # Errors
/// When a plain name fits none, the database cannot be read, or `each` fails.
pub fn for_each<E: From<KmipServerError>>(
    db: &Connection,
    pattern: &NamePattern,
    mut each: impl FnMut(KmipServer) -> Result<(), E>,
) -> Result<(), E> {
    match pattern.as_name() {
        Some(name) => each(find(db, name)?),
        None => table::for_each(db, pattern, each),
    }
}

/// The KMIP servers whose names fit `pattern`, by name.
///
/// # Errors
/// As [`for_each`].
pub fn list(db: &Connection, pattern: &NamePattern) -> Result<Vec<KmipServer>, KmipServerError> {
    let mut found = Vec::new();
    for_each(db, pattern, |server| {
        found.push(server);
        Ok::<(), KmipServerError>(())
    })?;
    Ok(found)
}
