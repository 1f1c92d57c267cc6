//! A certification authority to import certificates from.

use pure_core::certificate::pem;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData,
    SignatureAlgorithm,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

fn params(common_name: &str, ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    if ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params
}

impl Authority {
    pub(crate) fn root(common_name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params(common_name, true), key).unwrap())
    }

    /// An authority below this one.
    pub(crate) fn intermediate(&self, common_name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::signed_by(params(common_name, true), key, &self.0).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn issue(&self, common_name: &str, key: &impl PublicKeyData) -> String {
        params(common_name, false)
            .signed_by(key, &self.0)
            .unwrap()
            .pem()
    }

    /// Issues what a signing request asks for.
    pub(crate) fn answer(&self, request: &str) -> String {
        let blocks = pem::blocks(request).unwrap();
        assert_eq!(blocks[0].label, pem::CERTIFICATE_REQUEST);
        let (_, parsed) = X509CertificationRequest::from_der(&blocks[0].der).unwrap();
        parsed.verify_signature().unwrap();
        let info = &parsed.certification_request_info;
        let common_name = info
            .subject
            .iter_common_name()
            .next()
            .unwrap()
            .as_str()
            .unwrap();
        let key = RequestedKey(info.subject_pki.subject_public_key.data.to_vec());
        self.issue(common_name, &key)
    }
}

/// The key of a request, which is always on P-256 here.
struct RequestedKey(Vec<u8>);

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}
