//! Certificates: roots, intermediates, and leaves with every flaw. What a test does not change is
//! valid from 1975 to 4096.

use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SanType,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::pem::certificate_pem;

/// A certificate authority.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, and those above it without the root's.
    chain: Vec<CertificateDer<'static>>,
    is_root: bool,
}

/// A certificate with what it chains to, and its key.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// What a peer is sent: the certificate, and those above it without the root's.
    pub chain: Vec<CertificateDer<'static>>,
    key_der: Vec<u8>,
    key_pem: String,
}

impl Authority {
    /// A self-signed root without flaws.
    #[must_use]
    pub fn root(name: &str) -> Self {
        Self::root_with(name, |_| {})
    }

    /// A self-signed root, as `change` leaves it.
    pub fn root_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
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

    /// A self-signed root, which is called `issuer` in the certificates that it signs.
    #[must_use]
    pub fn root_signing_as(name: DistinguishedName, issuer: DistinguishedName) -> Self {
        let mut parameters = authority("");
        parameters.distinguished_name = name;
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        parameters.distinguished_name = issuer;
        Self {
            chain: vec![certificate.der().clone()],
            issuer: Issuer::new(parameters, key),
            is_root: true,
        }
    }

    /// An intermediate that this one has signed.
    #[must_use]
    pub fn intermediate(&self, name: &str) -> Self {
        self.intermediate_with(name, |_| {})
    }

    /// An intermediate that this one has signed, as `change` leaves it.
    pub fn intermediate_with(
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

    /// The certificate of a server on localhost, as `change` leaves it.
    pub fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.sign(server(), change, &KeyPair::generate().unwrap())
    }

    /// The certificate of a server on localhost with an RSA key.
    #[must_use]
    pub fn rsa_server(&self) -> Leaf {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        self.sign(server(), |_| {}, &key)
    }

    /// The certificate of a client, as `change` leaves it.
    pub fn client(&self, common_name: &str, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.sign(client(common_name), change, &KeyPair::generate().unwrap())
    }

    /// The certificate, in PEM, of a common name and a key that somebody else has.
    #[must_use]
    pub fn issue(&self, common_name: &str, key: &impl PublicKeyData) -> String {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = named(common_name);
        parameters.signed_by(key, &self.issuer).unwrap().pem()
    }

    fn sign(
        &self,
        mut parameters: CertificateParams,
        change: impl FnOnce(&mut CertificateParams),
        key: &KeyPair,
    ) -> Leaf {
        change(&mut parameters);
        let certificate = parameters.signed_by(key, &self.issuer).unwrap();
        let mut chain = vec![certificate.der().clone()];
        chain.extend(self.above());
        Leaf::of(chain, key)
    }

    /// What is sent above a certificate that it has signed: nothing of a root.
    fn above(&self) -> Vec<CertificateDer<'static>> {
        if self.is_root {
            Vec::new()
        } else {
            self.chain.clone()
        }
    }

    /// Its own certificate in DER.
    #[must_use]
    pub fn der(&self) -> CertificateDer<'static> {
        self.chain[0].clone()
    }

    /// Its own certificate in PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        certificate_pem(&self.chain[0])
    }
}

impl Leaf {
    fn of(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Self {
        Self {
            chain,
            key_der: key.serialize_der(),
            key_pem: key.serialize_pem(),
        }
    }

    /// A self-signed certificate of a server on localhost, as `change` leaves it.
    pub fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut parameters = server();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        Self::of(vec![certificate.der().clone()], &key)
    }

    /// Certificates and a key (PKCS #8) that were made elsewhere, in DER.
    #[must_use]
    pub fn made_elsewhere(chain: Vec<CertificateDer<'static>>, key_der: Vec<u8>) -> Self {
        Self {
            chain,
            key_pem: crate::pem::key_pem(&key_der),
            key_der,
        }
    }

    /// The certificate itself, in DER.
    #[must_use]
    pub fn der(&self) -> CertificateDer<'static> {
        self.chain[0].clone()
    }

    /// The certificate itself, in PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        certificate_pem(&self.chain[0])
    }

    /// The whole chain in PEM.
    #[must_use]
    pub fn chain_pem(&self) -> String {
        self.chain.iter().map(|der| certificate_pem(der)).collect()
    }

    /// The private key, PKCS #8 in DER.
    #[must_use]
    pub fn key_der(&self) -> PrivatePkcs8KeyDer<'static> {
        self.key_der.clone().into()
    }

    /// The private key, PKCS #8 in PEM.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// Sent without what it chains to.
    #[must_use]
    pub fn without_chain(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// Sent with another chain.
    #[must_use]
    pub fn with_chain(self, chain: Vec<CertificateDer<'static>>) -> Self {
        Self { chain, ..self }
    }

    /// Sent with `der` at the end of its chain.
    #[must_use]
    pub fn and(mut self, der: CertificateDer<'static>) -> Self {
        self.chain.push(der);
        self
    }
}

/// A subject of a common name and nothing else.
#[must_use]
pub fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// A DNS name as an alternative name.
#[must_use]
pub fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

/// Ends the validity at `end`, in seconds since 1970 UTC.
pub fn end_at(parameters: &mut CertificateParams, end: i64) {
    let end = Duration::from_secs(end.try_into().unwrap());
    parameters.not_after = date_time_ymd(1970, 1, 1) + end;
}

fn authority(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named(name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.use_authority_key_identifier_extension = true;
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
    parameters
}

fn client(common_name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named(common_name);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters
}
