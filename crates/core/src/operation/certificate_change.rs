//! Changing a certificate, without locking the array out.

use super::OperationError;
use super::kmip_server_test::test_with;
use crate::ground::{Array, ObjectName};
use crate::noun::certificate::{self, Certificate, CertificateError, Prepared, Replacement};
use crate::noun::kmip_server::diagnosis::OwnFault;
use crate::noun::kmip_server::{self, KeyManager, KmipServer, SealedKey};
use crate::noun::token::{self, Kind};

/// Puts another certificate in the place of the one of that name. When the array is sealed with a key
/// that it fetches by this certificate, the new one is tested first, and refused when the array could
/// not be unlocked with it; `force` leaves the test out.
///
/// # Errors
/// When there is none of that name, the new one cannot be made, the test fails, or the array's state
/// cannot be written. Nothing is changed then.
pub(crate) fn change_certificate(
    array: &Array,
    name: &ObjectName,
    replacement: &Replacement<'_>,
    force: bool,
) -> Result<Certificate, OperationError> {
    loop {
        let prepared = certificate::prepare(array, name, replacement)?;
        // The token must not come to this certificate between test and change.
        let _exclusive = is_used(array, name)?
            .then(|| array.exclusive())
            .transpose()?;
        if !force && let Some(server) = token_server(array, name)? {
            test(array, &server, &prepared)?;
        }
        if let Some(certificate) = certificate::replace(array, prepared)? {
            return Ok(certificate);
        }
    }
}

/// Whether the array could be unlocked after [`change_certificate`]. Nothing is changed.
///
/// # Errors
/// Why it could not, or why there would be no change.
pub(crate) fn rehearse_certificate_change(
    array: &Array,
    name: &ObjectName,
    replacement: &Replacement<'_>,
) -> Result<(), OperationError> {
    let prepared = certificate::prepare(array, name, replacement)?;
    match token_server(array, name)? {
        Some(server) => test(array, &server, &prepared),
        None => Ok(()),
    }
}

/// Whether KMIP servers know the array by the certificate `name`.
fn is_used(array: &Array, name: &ObjectName) -> Result<bool, OperationError> {
    array.store().read(|db| {
        let certificate = certificate::find(db, name)?;
        Ok(!kmip_server::using(db, certificate.id)?.is_empty())
    })
}

/// The KMIP server from which the array fetches its key by the certificate `name`.
fn token_server(array: &Array, name: &ObjectName) -> Result<Option<KmipServer>, OperationError> {
    let id = array
        .store()
        .read(|db| certificate::find(db, name).map(|found| found.id))?;
    Ok(match token::token(array)?.map(|token| token.kind) {
        Some(Kind::Kmip(server)) if server.certificate_id == id => Some(*server),
        _ => None,
    })
}

fn test(array: &Array, server: &KmipServer, prepared: &Prepared) -> Result<(), OperationError> {
    let key_manager = KeyManager::with_identity(array, server, prepared.identity()?)?;
    let sealed = array.store().read(|db| token::sealed_key(db, server.id))?;
    match test_with(&key_manager, sealed.as_ref()).lockout() {
        None => Ok(()),
        // There is nothing to lose: it is registered on the key manager next.
        Some(_) if is_over(array, server, sealed.as_ref())? => Ok(()),
        Some(reasons) => Err(CertificateError::WouldLockOut {
            server: server.name.clone(),
            reasons,
        }
        .into()),
    }
}

/// Whether the present certificate is of no use any more, as when it has expired and no key manager takes
/// it.
fn is_over(
    array: &Array,
    server: &KmipServer,
    sealed: Option<&SealedKey>,
) -> Result<bool, OperationError> {
    let present = KeyManager::of(array, server)?;
    let is_over = present.own_fault().is_some_and(OwnFault::is_over);
    Ok(is_over && test_with(&present, sealed).lockout().is_some())
}
