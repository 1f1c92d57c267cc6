//! Making a KMIP server.

use rusqlite::Connection;

use super::{KmipServer, KmipServerError, NewKmipServer, check_place, find, table};
use crate::ground::{Array, ObjectName};
use crate::noun::certificate::{self, Certificate};
use crate::noun::log::{self, Event};

/// Makes the KMIP server `name`. The key manager is not asked.
///
/// # Errors
/// When there is one of that name, there is no such certificate, the home has a seed and a URI is not on this
/// machine, or the array's state cannot be written. Nothing is changed then.
pub(crate) fn create(
    array: &Array,
    name: &ObjectName,
    options: &NewKmipServer,
) -> Result<KmipServer, KmipServerError> {
    check_place(array, &options.uris)?;
    array.store().write(|tx| {
        let certificate = check(tx, name, &options.certificate)?;
        let server = table::insert(tx, name, options, &certificate)?;
        let detail = format!("created with {} and {}", server.uris, server.certificate);
        log::append(array, tx, Event::KmipServer, name.as_str(), &detail)?;
        Ok(server)
    })
}

/// Makes the KMIP server `name`, unless there is one of that name like it.
///
/// # Errors
/// As [`create`], and when there is another one of that name.
pub(crate) fn create_unless_there(
    array: &Array,
    name: &ObjectName,
    options: &NewKmipServer,
) -> Result<KmipServer, KmipServerError> {
    let made = create(array, name, options);
    if !matches!(made, Err(KmipServerError::Exists)) {
        return made;
    }
    let found = array.store().read(|db| find(db, name))?;
    let differs = [
        (found.uris == options.uris, "list of URIs"),
        (found.certificate == options.certificate, "certificate"),
        (
            found.ca_certificate == options.ca_certificate,
            "CA certificate",
        ),
    ]
    .into_iter()
    .find(|(is_same, _)| !is_same);
    match differs {
        None => Ok(found),
        Some((_, what)) => Err(KmipServerError::Differs(what)),
    }
}

/// Whether [`create`] could succeed with that name and certificate, to know it before the operator
/// is asked for anything.
///
/// # Errors
/// When there is a KMIP server of that name, or no such certificate.
pub(crate) fn require_creatable(
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
