//! A certificate as one end of a TLS connection.

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::validity::Validity;
use super::{Certificate, CertificateError, CertificateId, table};
use crate::ground::{Array, ObjectName};

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

/// The identity of the certificate with that id.
///
/// # Errors
/// When there is no such certificate, or the array's state cannot be read.
pub(crate) fn identity_by_id(
    array: &Array,
    id: CertificateId,
) -> Result<Identity, CertificateError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::noun::certificate::{PrivateKey, SelfSigned, create_self_signed};

    #[test]
    fn the_identity_is_the_certificate_and_its_key() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let made = create_self_signed(&array, &name("a"), &SelfSigned::default()).unwrap();
        let identity = identity_by_id(&array, made.id).unwrap();
        assert_eq!(identity.chain_der.len(), 1);
        let key = PrivateKey::from_der(&identity.pkcs8).unwrap();
        let (_, parsed) = x509_parser::parse_x509_certificate(&identity.chain_der[0]).unwrap();
        let public = rcgen::PublicKeyData::subject_public_key_info(&key);
        assert_eq!(parsed.public_key().raw, public);
        assert!(!format!("{identity:?}").contains("pkcs8"));
        let missing = identity_by_id(&array, CertificateId(made.id.0 + 1));
        assert!(matches!(missing, Err(CertificateError::Missing)));
    }
}
