//! The array's own certificate. A key manager that refuses it says so with an alert that means little, so
//! what the array sees of it is the better reason. It is none where the key manager does not mind.

use jiff::Timestamp;
use kmip::client::CertificateFacts;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::noun::certificate::{Identity, PrivateKey};
use crate::noun::kmip_server::diagnosis::OwnFault;

/// Whether a key manager can accept `identity` at `now`.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn check(identity: &Identity, now: Timestamp) -> Result<(), OwnFault> {
    let name = || identity.name.clone();
    let unreadable = || OwnFault::Unreadable(name());
    let der = identity.chain_der.first().ok_or_else(unreadable)?;
    let facts = CertificateFacts::of(der).ok_or_else(unreadable)?;
    let public_key = public_key(der).ok_or_else(unreadable)?;
    let key = PrivateKey::from_der(&identity.pkcs8).map_err(|_| OwnFault::KeyMismatch(name()))?;
    if !key.is_of(&public_key) {
        return Err(OwnFault::KeyMismatch(name()));
    }
    let validity = identity.validity;
    if now < validity.from {
        return Err(OwnFault::NotYetValid {
            name: name(),
            from: validity.from,
        });
    }
    if now > validity.to {
        return Err(OwnFault::Expired {
            name: name(),
            to: validity.to,
        });
    }
    if !facts.client_auth {
        return Err(OwnFault::NotForClients(name()));
    }
    if identity.common_name.is_none() {
        return Err(OwnFault::NoCommonName(name()));
    }
    Ok(())
}

/// The public key in a certificate, as [`PrivateKey::is_of`] compares it.
fn public_key(der: &[u8]) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(certificate.public_key().subject_public_key.data.to_vec())
}
