//! Changing a KMIP server, without locking the array out.

use super::OperationError;
use super::kmip_server_test::{KmipServerTest, test_kmip_server};
use crate::ground::{Array, Db, ObjectName};
use crate::noun::certificate;
use crate::noun::kmip_server::{self, CaCertificate, KmipServer, KmipServerError, Uris};
use crate::noun::log::{self, Event};
use crate::noun::token;

/// What shall be another; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct KmipServerChange {
    /// Where the key manager listens.
    pub uris: Option<Uris>,
    /// The name of the certificate that the array shows there.
    pub certificate: Option<ObjectName>,
    /// What the key manager's certificate must chain to.
    pub ca_certificate: Option<CaCertificate>,
}

/// A KMIP server that was changed.
#[derive(Clone, Debug)]
pub struct ChangedKmipServer {
    /// As it is now.
    pub server: KmipServer,
    /// What its test gave, when the security token depends on it.
    pub test: Option<KmipServerTest>,
}

/// Changes the KMIP server `name`. When the array is sealed with a key on it, the change is tested
/// first, and refused when the array could not be unlocked with it; `force` leaves the test out.
///
/// # Errors
/// When there is no such server or certificate, the test fails, or the array's state cannot be
/// written. Nothing is changed then.
pub(crate) fn change_kmip_server(
    array: &Array,
    name: &ObjectName,
    change: &KmipServerChange,
    force: bool,
) -> Result<ChangedKmipServer, OperationError> {
    // The token must not move onto this server, nor another change come, between test and change.
    let _exclusive = array.exclusive()?;
    let (server, is_sealed) = array.store().read(|db| {
        let server = changed(db, name, change)?;
        let is_sealed = token::sealed_key(db, server.id)?.is_some();
        Ok::<_, OperationError>((server, is_sealed))
    })?;
    kmip_server::check_place(array, &server.uris)?;
    let test = if is_sealed && !force {
        Some(passed(array, &server)?)
    } else {
        None
    };
    array.store().write(|tx| {
        // The certificate may have been deleted meanwhile.
        let server = changed(tx, name, change)?;
        kmip_server::update(tx, &server)?;
        let detail = format!("changed to {} and {}", server.uris, server.certificate);
        log::append(array, tx, Event::KmipServer, server.name.as_str(), &detail)?;
        Ok(ChangedKmipServer { server, test })
    })
}

/// Whether the array could be unlocked after [`change_kmip_server`]. Nothing is changed.
///
/// # Errors
/// Why it could not, or why there would be no change.
pub(crate) fn rehearse_kmip_server_change(
    array: &Array,
    name: &ObjectName,
    change: &KmipServerChange,
) -> Result<(), OperationError> {
    let (server, is_sealed) = array.store().read(|db| {
        let server = changed(db, name, change)?;
        let is_sealed = token::sealed_key(db, server.id)?.is_some();
        Ok::<_, OperationError>((server, is_sealed))
    })?;
    kmip_server::check_place(array, &server.uris)?;
    if is_sealed {
        passed(array, &server)?;
    }
    Ok(())
}

/// Whether [`change_kmip_server`] could succeed with that certificate, to know it before the operator is asked
/// for anything.
///
/// # Errors
/// When there is no such KMIP server or certificate.
pub(crate) fn require_changeable(
    array: &Array,
    name: &ObjectName,
    certificate: Option<&ObjectName>,
) -> Result<(), OperationError> {
    let change = KmipServerChange {
        certificate: certificate.cloned(),
        ..KmipServerChange::default()
    };
    array
        .store()
        .read(|db| changed(db, name, &change))
        .map(drop)
}

/// The KMIP server `name` as it would be.
fn changed(
    db: &Db,
    name: &ObjectName,
    change: &KmipServerChange,
) -> Result<KmipServer, OperationError> {
    let mut server = kmip_server::find(db, name)?;
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
fn passed(array: &Array, server: &KmipServer) -> Result<KmipServerTest, OperationError> {
    let test = test_kmip_server(array, server)?;
    match test.lockout() {
        None => Ok(test),
        Some(reasons) => Err(KmipServerError::WouldLockOut(reasons).into()),
    }
}
