//! Making a KMIP server.

use rusqlite::Connection;

use super::ca_certificate::CaCertificate;
use super::uri::Uris;
use super::{KmipServer, KmipServerError, table};
use crate::Array;
use crate::certificate::{self, Certificate};
use crate::log::{self, Event};
use crate::name::ObjectName;

/// What a new KMIP server is made of.
#[derive(Clone, Debug)]
pub struct NewKmipServer {
    /// Where the key manager listens, in the order in which they shall be tried.
    pub uris: Uris,
    /// The name of the certificate that the array shows there.
    pub certificate: ObjectName,
    /// What the key manager's certificate must chain to.
    pub ca_certificate: Option<CaCertificate>,
}

/// Makes the KMIP server `name`. The key manager is not asked.
///
/// # Errors
/// When there is one of that name, there is no such certificate, or the array's state cannot be
/// written. Nothing is changed then.
pub fn create(
    array: &Array,
    name: &ObjectName,
    wish: &NewKmipServer,
) -> Result<KmipServer, KmipServerError> {
    array.store().write(|tx| {
        let certificate = check(tx, name, &wish.certificate)?;
        let server = table::insert(tx, name, wish, &certificate)?;
        let detail = format!("created with {} and {}", server.uris, server.certificate);
        log::append(tx, array.now(), Event::KmipServer, name.as_str(), &detail)?;
        Ok(server)
    })
}

/// Whether [`create`] could succeed with that name and certificate, to know it before the operator
/// is asked for anything.
///
/// # Errors
/// When there is a KMIP server of that name, or no such certificate.
pub fn require_creatable(
    array: &Array,
    name: &ObjectName,
    certificate: &ObjectName,
) -> Result<(), KmipServerError> {
    array
        .store()
        .read(|db| check(db, name, certificate))
        .map(drop)
}

fn check(
    db: &Connection,
    name: &ObjectName,
    certificate: &ObjectName,
) -> Result<Certificate, KmipServerError> {
    if table::get(db, name)?.is_some() {
        return Err(KmipServerError::Exists);
    }
    certificate::find(db, certificate)
        .map_err(|error| KmipServerError::of_certificate(certificate, error))
}
