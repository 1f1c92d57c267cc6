//! Finding and listing KMIP servers.

use rusqlite::Connection;

use super::{KmipServer, KmipServerError, KmipServerId, table};
use crate::ground::{NamePattern, ObjectName};

/// The KMIP server `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find(db: &Connection, name: &ObjectName) -> Result<KmipServer, KmipServerError> {
    table::get(db, name)?.ok_or(KmipServerError::Missing)
}

/// The KMIP server with that id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn find_by_id(db: &Connection, id: KmipServerId) -> Result<KmipServer, KmipServerError> {
    table::get_by_id(db, id)?.ok_or(KmipServerError::Missing)
}

/// The KMIP servers whose names fit `pattern`, by name. A pattern with `*` may fit none.
///
/// # Errors
/// When a plain name fits none, or the database cannot be read.
pub(crate) fn list(
    db: &Connection,
    pattern: &NamePattern,
) -> Result<Vec<KmipServer>, KmipServerError> {
    match pattern.as_name() {
        Some(name) => find(db, name).map(|server| vec![server]),
        None => table::list(db, pattern),
    }
}
