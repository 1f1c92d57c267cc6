//! Certificate signing requests (PKCS #10, RFC 2986).

use rcgen::{PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm};
use rustls::pki_types::CertificateSigningRequestDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use crate::authority::Authority;

impl Authority {
    /// The certificate, in PEM, that a signing request in PEM asks for: its common name, and its key,
    /// which has to be on P-256 and to have signed the request.
    #[must_use]
    pub fn sign_request(&self, request: &str) -> String {
        let der = CertificateSigningRequestDer::from_pem_slice(request.as_bytes()).unwrap();
        let (_, request) = X509CertificationRequest::from_der(&der).unwrap();
        request.verify_signature().unwrap();
        let info = &request.certification_request_info;
        let common_name = info.subject.iter_common_name().next().unwrap();
        let key = RequestedKey(info.subject_pki.subject_public_key.data.to_vec());
        self.issue(common_name.as_str().unwrap(), &key)
    }
}

struct RequestedKey(Vec<u8>);

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}
