//! A certificate as one end of a TLS connection.

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::summary::Summary;
use super::table::Material;
use super::validity::Validity;
use super::{CertificateError, CertificateId, table};
use crate::ground::fault::disclose;
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

impl Identity {
    /// That of a certificate of that name.
    pub(super) fn of(
        name: &ObjectName,
        summary: &Summary,
        material: &Material,
    ) -> Result<Self, CertificateError> {
        let mut chain_der = vec![CertificateDer::from(material.certificate.clone())];
        chain_der.extend(
            material
                .intermediates()?
                .into_iter()
                .map(CertificateDer::from),
        );
        Ok(Self {
            name: name.clone(),
            common_name: summary.common_name.clone(),
            validity: summary.validity,
            chain_der,
            pkcs8: material.key.clone(),
        })
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
    array.store().read(|db| {
        let certificate = super::find_by_id(db, id)?;
        let material = table::material(db, id)?;
        disclose("private key", &material.key);
        Identity::of(&certificate.name, &certificate.summary, &material)
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
