//! Deleting a certificate.

use rusqlite::Connection;

use super::{CertificateError, CertificateId, MANAGEMENT};
use crate::Array;
use crate::log::{self, Event};
use crate::name::ObjectName;

/// Deletes the certificate `name` and its key.
///
/// # Errors
/// When there is none, it is `management`, or KMIP servers use it.
pub fn delete(array: &Array, name: &ObjectName) -> Result<(), CertificateError> {
    array.store().write(|tx| {
        let certificate = super::find(tx, name)?;
        if certificate.name.as_str().eq_ignore_ascii_case(MANAGEMENT) {
            return Err(CertificateError::Management);
        }
        let users = users(tx, certificate.id)?;
        if !users.is_empty() {
            return Err(CertificateError::InUse(users));
        }
        tx.execute("DELETE FROM certificate WHERE id = ?1", [certificate.id.0])?;
        log::append(
            tx,
            array.now(),
            Event::Certificate,
            certificate.name.as_str(),
            "deleted",
        )?;
        Ok(())
    })
}

/// The names of the KMIP servers that identify themselves with that certificate, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn users(db: &Connection, id: CertificateId) -> Result<Vec<String>, CertificateError> {
    let mut statement =
        db.prepare_cached("SELECT name FROM kmip_server WHERE certificate = ?1 ORDER BY name")?;
    let names = statement.query_map([id.0], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}
