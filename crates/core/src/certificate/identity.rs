//! A certificate as one end of a TLS connection.

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::validity::Validity;
use super::{Certificate, CertificateError, CertificateId, table};
use crate::Array;
use crate::name::ObjectName;

/// What the array shows and proves in a TLS handshake.
#[derive(Clone)]
pub struct Identity {
    /// The name of the certificate.
    pub name: ObjectName,
    /// Its common name.
    pub common_name: Option<String>,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The certificate, then the intermediates from its issuer upwards, in DER.
    pub chain_der: Vec<CertificateDer<'static>>,
    /// The private key, PKCS #8 in DER.
    pub pkcs8: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The identity of the certificate `name`.
///
/// # Errors
/// When there is no such certificate, or the array's state cannot be read.
pub fn identity(array: &Array, name: &ObjectName) -> Result<Identity, CertificateError> {
    array.store().read(|db| of(db, super::find(db, name)?))
}

/// The identity of the certificate with that id.
///
/// # Errors
/// As [`identity`].
pub fn identity_by_id(array: &Array, id: CertificateId) -> Result<Identity, CertificateError> {
    array.store().read(|db| of(db, super::find_by_id(db, id)?))
}

fn of(db: &rusqlite::Connection, certificate: Certificate) -> Result<Identity, CertificateError> {
    let material = table::material(db, certificate.id)?;
    let mut chain_der = vec![CertificateDer::from(material.certificate.clone())];
    chain_der.extend(
        material
            .intermediates()?
            .into_iter()
            .map(CertificateDer::from),
    );
    Ok(Identity {
        name: certificate.name,
        common_name: certificate.summary.common_name,
        validity: certificate.summary.validity,
        chain_der,
        pkcs8: material.key,
    })
}
