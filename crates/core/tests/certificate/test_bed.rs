//! An array to try things on.

use pure_core::certificate::{Certificate, KeySpec, Request, SelfSigned, pem};
use pure_core::{Error, Purity};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use crate::common::{TestHome, name};

/// An array in a home of its own, which goes with it.
pub(crate) struct TestBed {
    pub(crate) array: Purity,
    pub(crate) home: TestHome,
}

impl TestBed {
    pub(crate) fn new() -> Self {
        let home = TestHome::with(&["pure01"]);
        let array = Purity::open(&home.context("pure01")).unwrap();
        Self { array, home }
    }

    /// The names of the certificates that fit.
    pub(crate) fn names(&self, pattern: &str) -> Vec<String> {
        let patterns = [pattern.parse().unwrap()];
        let named = |certificate: pure_core::Result<Certificate>| Ok(certificate?.name.to_string());
        self.array
            .certificates(&patterns, |found| {
                found.map(named).collect::<Result<_, Error>>()
            })
            .unwrap()
    }

    pub(crate) fn find(&self, certificate: &str) -> Certificate {
        self.array.certificate(&name(certificate)).unwrap()
    }

    /// The chain in DER: the certificate, then the intermediates.
    pub(crate) fn chain(&self, certificate: &str) -> Vec<Vec<u8>> {
        let found = self.find(certificate);
        let leaf = self.array.certificate_pem(&found).unwrap();
        let intermediates = self.array.intermediates_pem(&found).unwrap();
        let blocks = pem::blocks(&(leaf + &intermediates)).unwrap();
        blocks.iter().map(|block| block.der.to_vec()).collect()
    }

    /// The public key (SubjectPublicKeyInfo) whose private key the array holds for that certificate:
    /// it signs with it. It is the one in the certificate.
    pub(crate) fn public_key(&self, certificate: &str) -> Vec<u8> {
        let request = self
            .array
            .certificate_request(&name(certificate), &Request::default())
            .unwrap();
        let blocks = pem::blocks(&request).unwrap();
        let (_, request) = X509CertificationRequest::from_der(&blocks[0].der).unwrap();
        request.verify_signature().unwrap();
        let signs = request.certification_request_info.subject_pki.raw.to_vec();
        let chain = self.chain(certificate);
        let (_, shown) = x509_parser::parse_x509_certificate(&chain[0]).unwrap();
        assert_eq!(shown.public_key().raw, signs);
        signs
    }
}

/// Keys on P-256 are made at once, RSA keys are not.
pub(crate) fn quick() -> SelfSigned {
    SelfSigned {
        key: KeySpec::Ec,
        ..SelfSigned::default()
    }
}
