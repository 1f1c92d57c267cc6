//! Making a self-signed certificate.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::issue::{self, SelfSigned};
use super::key::PrivateKey;
use super::table::{self, Made};
use super::{Certificate, CertificateError, MANAGEMENT, Status};
use crate::ground::{Array, ObjectName};
use crate::noun::log::{self, Event};

/// Makes a key and a certificate signed with it, and keeps both under `name`.
///
/// # Errors
/// When there is a certificate of that name, the attributes do not make a certificate, or the
/// array's state cannot be written. Nothing is changed then.
pub(crate) fn create_self_signed(
    array: &Array,
    name: &ObjectName,
    options: &SelfSigned,
) -> Result<Certificate, CertificateError> {
    require_absent(array, name)?;
    // A key takes long to make: other commands must not wait for it.
    let made = make(options, array.now())?;
    array.store().write(|tx| {
        let certificate = table::insert(tx, name, Status::SelfSigned, made)?;
        log::append(
            array,
            tx,
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
pub(crate) fn require_absent(array: &Array, name: &ObjectName) -> Result<(), CertificateError> {
    match array.store().read(|db| table::get(db, name))? {
        Some(_) => Err(CertificateError::Exists),
        None => Ok(()),
    }
}

/// Makes the `management` certificate of a new array. Its common name is the array's name.
pub(crate) fn create_management(
    tx: &Transaction<'_>,
    array: &ObjectName,
    now: Timestamp,
) -> Result<(), CertificateError> {
    let mut options = SelfSigned::default();
    options.subject.common_name = array.as_str().parse().ok();
    let name: ObjectName = MANAGEMENT.parse().expect("the name is a name");
    table::insert(tx, &name, Status::SelfSigned, make(&options, now)?)?;
    Ok(())
}

fn make(options: &SelfSigned, now: Timestamp) -> Result<Made, CertificateError> {
    let key = PrivateKey::generate(options.key)?;
    issue::self_signed(options, &key, now)
}
