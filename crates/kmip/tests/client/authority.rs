//! Certificates: roots, intermediates, and leaves with every flaw.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

/// The time of all tests: 2030-06-15 00:00:00 UTC.
pub(crate) const NOW: u64 = 1_907_712_000;

/// Whoever signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, and those above it without the root's.
    chain: Vec<CertificateDer<'static>>,
    is_root: bool,
}

/// A certificate with what it chains to, and its key.
#[derive(Clone)]
pub(crate) struct Leaf {
    /// What is shown: the certificate, and those above it without the root's.
    pub(crate) chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Authority {
    /// A self-signed root, as `change` leaves it.
    pub(crate) fn root(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut parameters = authority(name);
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        Self {
            chain: vec![certificate.der().clone()],
            issuer: Issuer::new(parameters, key),
            is_root: true,
        }
    }

    /// A root without flaws.
    pub(crate) fn plain() -> Self {
        Self::root("Root", |_| {})
    }

    /// An intermediate that this one has signed, as `change` leaves it.
    pub(crate) fn intermediate(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut parameters = authority(name);
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let mut chain = vec![certificate.der().clone()];
        chain.extend(self.above());
        Self {
            chain,
            issuer: Issuer::new(parameters, key),
            is_root: false,
        }
    }

    /// A server's certificate for localhost, as `change` leaves it.
    pub(crate) fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let mut parameters = server();
        change(&mut parameters);
        self.sign(&parameters)
    }

    /// A client's certificate.
    pub(crate) fn client(&self) -> Leaf {
        let mut parameters = server();
        parameters.distinguished_name = named("client");
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(&parameters)
    }

    fn sign(&self, parameters: &CertificateParams) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let mut chain = vec![certificate.der().clone()];
        chain.extend(self.above());
        Leaf {
            chain,
            key: key.serialize_der(),
        }
    }

    /// What is shown above a certificate that it has signed: nothing of a root.
    fn above(&self) -> Vec<CertificateDer<'static>> {
        if self.is_root {
            Vec::new()
        } else {
            self.chain.clone()
        }
    }

    /// Its own certificate.
    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.chain[0].clone()
    }
}

impl Leaf {
    /// A self-signed certificate of a server on localhost, as `change` leaves it.
    pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut parameters = server();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        Self {
            chain: vec![certificate.der().clone()],
            key: key.serialize_der(),
        }
    }

    /// The certificate itself.
    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.chain[0].clone()
    }

    /// The private key, PKCS #8 in DER.
    pub(crate) fn key_der(&self) -> Vec<u8> {
        self.key.clone()
    }

    /// Shown without what it chains to.
    pub(crate) fn alone(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// Shown with another chain.
    pub(crate) fn with_chain(self, chain: Vec<CertificateDer<'static>>) -> Self {
        Self { chain, ..self }
    }

    /// Shown with `der` at the end of its chain.
    pub(crate) fn and(mut self, der: CertificateDer<'static>) -> Self {
        self.chain.push(der);
        self
    }
}

/// A subject of a common name and nothing else.
pub(crate) fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// A DNS name as an alternative name.
pub(crate) fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

fn authority(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named(name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.use_authority_key_identifier_extension = true;
    parameters.not_before = date_time_ymd(2025, 1, 1);
    parameters.not_after = date_time_ymd(2040, 1, 1);
    parameters
}

fn server() -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named("localhost");
    parameters.subject_alt_names = vec![dns("localhost")];
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    parameters.not_before = date_time_ymd(2030, 1, 1);
    parameters.not_after = date_time_ymd(2031, 1, 1);
    parameters
}
