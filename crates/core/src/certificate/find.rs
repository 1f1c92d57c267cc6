//! Finding and listing certificates.

use rusqlite::Connection;

use super::{Certificate, CertificateError, CertificateId, table};
use crate::name::ObjectName;
use crate::pattern::NamePattern;

/// The certificate `name`.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find(db: &Connection, name: &ObjectName) -> Result<Certificate, CertificateError> {
    table::get(db, name)?.ok_or(CertificateError::Missing)
}

/// The certificate with that id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub fn find_by_id(db: &Connection, id: CertificateId) -> Result<Certificate, CertificateError> {
    table::get_by_id(db, id)?.ok_or(CertificateError::Missing)
}

/// Calls `each` with every certificate whose name fits `pattern`, by name, one at a time: memory
/// does not grow with their number. A pattern with `*` may fit none.
///
/// # Errors
/// When a plain name fits none, the database cannot be read, or `each` fails.
pub fn for_each<E: From<CertificateError>>(
    db: &Connection,
    pattern: &NamePattern,
    mut each: impl FnMut(Certificate) -> Result<(), E>,
) -> Result<(), E> {
    match pattern.as_name() {
        Some(name) => each(find(db, name)?),
        None => table::for_each(db, pattern, each),
    }
}

/// The certificates whose names fit `pattern`, by name.
///
/// # Errors
/// As [`for_each`].
pub fn list(db: &Connection, pattern: &NamePattern) -> Result<Vec<Certificate>, CertificateError> {
    let mut found = Vec::new();
    for_each(db, pattern, |certificate| {
        found.push(certificate);
        Ok::<(), CertificateError>(())
    })?;
    Ok(found)
}
