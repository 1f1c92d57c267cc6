//! Changing a KMIP server, without locking the array out.

use rusqlite::Connection;

use super::ca_certificate::CaCertificate;
use super::sealed::sealed_key;
use super::test::{ServerTest, test};
use super::uri::Uris;
use super::{KmipServer, KmipServerError, find, table};
use crate::Array;
use crate::certificate;
use crate::log::{self, Event};
use crate::name::ObjectName;

/// What shall be another; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Where the key manager listens.
    pub uris: Option<Uris>,
    /// The name of the certificate that the array shows there.
    pub certificate: Option<ObjectName>,
    /// What the key manager's certificate must chain to.
    pub ca_certificate: Option<CaCertificate>,
}

/// A KMIP server that was changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// As it is now.
    pub server: KmipServer,
    /// What its test gave, when the security token depends on it.
    pub test: Option<ServerTest>,
}

/// Changes the KMIP server `name`. When the array is sealed with a key on it, the change is tested
/// first, and refused when the array could not be unlocked with it; `force` leaves the test out.
///
/// # Errors
/// When there is no such server or certificate, the test fails, or the array's state cannot be
/// written. Nothing is changed then.
pub fn change(
    array: &Array,
    name: &ObjectName,
    change: &Change,
    force: bool,
) -> Result<Changed, KmipServerError> {
    // The token must not move onto this server, nor another change come, between test and change.
    let _exclusive = array.exclusive()?;
    let (server, is_sealed) = array.store().read(|db| {
        let server = changed(db, name, change)?;
        let is_sealed = sealed_key(db, server.id)?.is_some();
        Ok::<_, KmipServerError>((server, is_sealed))
    })?;
    let test = if is_sealed && !force {
        Some(passed(array, &server)?)
    } else {
        None
    };
    array.store().write(|tx| {
        // The certificate may have been deleted meanwhile.
        let server = changed(tx, name, change)?;
        table::update(tx, &server)?;
        let detail = format!("changed to {} and {}", server.uris, server.certificate);
        log::append(
            tx,
            array.now(),
            Event::KmipServer,
            server.name.as_str(),
            &detail,
        )?;
        Ok(Changed { server, test })
    })
}

/// Whether [`change`] could succeed with that certificate, to know it before the operator is asked
/// for anything.
///
/// # Errors
/// When there is no such KMIP server or certificate.
pub fn require_changeable(
    array: &Array,
    name: &ObjectName,
    certificate: Option<&ObjectName>,
) -> Result<(), KmipServerError> {
    let change = Change {
        certificate: certificate.cloned(),
        ..Change::default()
    };
    array
        .store()
        .read(|db| changed(db, name, &change))
        .map(drop)
}

/// The KMIP server `name` as it would be.
fn changed(
    db: &Connection,
    name: &ObjectName,
    change: &Change,
) -> Result<KmipServer, KmipServerError> {
    let mut server = find::find(db, name)?;
    if let Some(uris) = &change.uris {
        server.uris = uris.clone();
    }
    if let Some(name) = &change.certificate {
        let found = certificate::find(db, name)
            .map_err(|error| KmipServerError::of_certificate(name, error))?;
        server.certificate_id = found.id;
        server.certificate = found.name;
    }
    if let Some(ca) = &change.ca_certificate {
        server.ca_certificate = Some(ca.clone());
    }
    Ok(server)
}

/// The test of `server`, with which the array can be unlocked.
fn passed(array: &Array, server: &KmipServer) -> Result<ServerTest, KmipServerError> {
    let test = test(array, server)?;
    if test.serving().is_some() {
        return Ok(test);
    }
    let failed = test.results.iter().filter(|result| result.verdict.is_err());
    let reasons: Vec<String> = failed
        .map(|result| format!("{}: {}", result.uri, result.details()))
        .collect();
    Err(KmipServerError::WouldLockOut(reasons.join(" ")))
}
