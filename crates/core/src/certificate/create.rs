//! Making a self-signed certificate.

use jiff::Timestamp;
use rusqlite::Transaction;
use zeroize::Zeroizing;

use super::issue::{self, SelfSigned};
use super::key::PrivateKey;
use super::table::{self, Material};
use super::{Certificate, CertificateError, MANAGEMENT, Status};
use crate::Array;
use crate::log::{self, Event};
use crate::name::ObjectName;
use crate::store::StoreError;

/// Makes a key and a certificate signed with it, and keeps both under `name`.
///
/// # Errors
/// When there is a certificate of that name, the attributes do not make a certificate, or the
/// array's state cannot be written. Nothing is changed then.
pub fn create_self_signed(
    array: &Array,
    name: &ObjectName,
    wish: &SelfSigned,
) -> Result<Certificate, CertificateError> {
    require_absent(array, name)?;
    // A key takes long to make: other commands must not wait for it.
    let material = make(wish, array.now())?;
    array.store().write(|tx| {
        let certificate = table::insert(tx, name, Status::SelfSigned, &material)?;
        log::append(
            tx,
            array.now(),
            Event::Certificate,
            name.as_str(),
            "created self-signed",
        )?;
        Ok(certificate)
    })
}

/// Refuses early what the insertion would refuse after a key was made, or pasted, for nothing.
///
/// # Errors
/// When there is a certificate of that name, or the array's state cannot be read.
pub fn require_absent(array: &Array, name: &ObjectName) -> Result<(), CertificateError> {
    match array.store().read(|db| table::get(db, name))? {
        Some(_) => Err(CertificateError::Exists),
        None => Ok(()),
    }
}

/// Makes the `management` certificate of a new array. Its common name is the array's name.
pub(crate) fn create_management(
    tx: &Transaction<'_>,
    now: Timestamp,
) -> Result<(), CertificateError> {
    let array: String = tx
        .query_row("SELECT name FROM array", [], |row| row.get(0))
        .map_err(StoreError::from)?;
    let mut wish = SelfSigned::default();
    wish.subject.common_name = array.parse().ok();
    let name: ObjectName = MANAGEMENT.parse().expect("the name is a name");
    table::insert(tx, &name, Status::SelfSigned, &make(&wish, now)?)?;
    Ok(())
}

fn make(wish: &SelfSigned, now: Timestamp) -> Result<Material, CertificateError> {
    let key = PrivateKey::generate(wish.key)?;
    Ok(Material {
        certificate: issue::self_signed(wish, &key, now)?,
        intermediates: Vec::new(),
        key: Zeroizing::clone(key.pkcs8()),
    })
}
