//! Certificates for the listeners: roots, intermediates, and leaves with every flaw of the table.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pub certificate: Certificate,
    /// What a server sends above its own certificate: nothing for a root.
    above: Vec<Certificate>,
}

/// A certificate with what it chains to, and its key.
pub struct Leaf {
    /// The certificate first.
    pub chain: Vec<Certificate>,
    key: KeyPair,
}

impl Authority {
    /// A self-signed root.
    pub fn root(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = authority(name);
        let certificate = parameters.self_signed(&key).unwrap();
        Self { issuer: Issuer::new(parameters, key), certificate, above: Vec::new() }
    }

    /// An intermediate that this one has signed.
    pub fn intermediate(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = authority(name);
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let mut above = vec![certificate.clone()];
        above.extend(self.above.iter().cloned());
        Self { issuer: Issuer::new(parameters, key), certificate, above }
    }

    /// A certificate for a server on localhost, as `change` leaves it.
    pub fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.sign(server(), change)
    }

    /// A certificate for the array, as `change` leaves it.
    pub fn client(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.sign(client(), change)
    }

    fn sign(
        &self,
        mut parameters: CertificateParams,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Leaf {
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let mut chain = vec![parameters.signed_by(&key, &self.issuer).unwrap()];
        chain.extend(self.above.iter().cloned());
        Leaf { chain, key }
    }

    /// Its certificate in PEM.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }
}

impl Leaf {
    /// A self-signed server certificate, as `change` leaves it.
    pub fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut parameters = server();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        Self { chain: vec![parameters.self_signed(&key).unwrap()], key }
    }

    /// Without what it chains to.
    pub fn alone(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// The whole chain in PEM.
    pub fn chain_pem(&self) -> String {
        self.chain.iter().map(Certificate::pem).collect()
    }

    /// The certificate alone in PEM.
    pub fn certificate_pem(&self) -> String {
        self.chain[0].pem()
    }

    /// The key in PEM.
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// The chain in DER.
    pub fn chain_der(&self) -> Vec<CertificateDer<'static>> {
        self.chain.iter().map(|certificate| certificate.der().clone()).collect()
    }

    /// The key in DER.
    pub fn key_der(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()))
    }
}

/// A subject that has a common name and nothing else.
pub fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn authority(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named(name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

fn server() -> CertificateParams {
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut parameters = CertificateParams::new(names).unwrap();
    parameters.distinguished_name = named("key manager");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    parameters
}

fn client() -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = named("e003132d-6d58-4e7e-a781-03fc5d8c7c21");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters
}
