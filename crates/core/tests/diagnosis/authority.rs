//! Certificates for the listeners: roots, intermediates, and leaves with every flaw of the table.

use std::time::Duration;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pub(crate) certificate: Certificate,
    /// What a server sends above its own certificate: nothing for a root.
    above: Vec<Certificate>,
}

/// A certificate with what it chains to, and its key.
pub(crate) struct Leaf {
    /// The certificate first.
    pub(crate) chain: Vec<Certificate>,
    key: KeyPair,
}

impl Authority {
    /// A self-signed root.
    pub(crate) fn root(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = authority(name);
        let certificate = parameters.self_signed(&key).unwrap();
        Self {
            issuer: Issuer::new(parameters, key),
            certificate,
            above: Vec::new(),
        }
    }

    /// An intermediate that this one has signed.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = authority(name);
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let mut above = vec![certificate.clone()];
        above.extend(self.above.iter().cloned());
        Self {
            issuer: Issuer::new(parameters, key),
            certificate,
            above,
        }
    }

    /// A certificate for a server on localhost, as `change` leaves it.
    pub(crate) fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.sign(server(), change)
    }

    /// A certificate with an RSA key for a server on localhost.
    pub(crate) fn rsa_server(&self) -> Leaf {
        let size = rcgen::RsaKeySize::_2048;
        let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size).unwrap();
        Leaf {
            chain: vec![server().signed_by(&key, &self.issuer).unwrap()],
            key,
        }
    }

    /// A certificate for the array, as `change` leaves it.
    pub(crate) fn client(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
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
    pub(crate) fn pem(&self) -> String {
        self.certificate.pem()
    }
}

impl Leaf {
    /// A self-signed server certificate, as `change` leaves it.
    pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut parameters = server();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        Self {
            chain: vec![parameters.self_signed(&key).unwrap()],
            key,
        }
    }

    /// Without what it chains to.
    pub(crate) fn alone(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// The whole chain in PEM.
    pub(crate) fn chain_pem(&self) -> String {
        self.chain.iter().map(Certificate::pem).collect()
    }

    /// The certificate alone in PEM.
    pub(crate) fn certificate_pem(&self) -> String {
        self.chain[0].pem()
    }

    /// The key in PEM.
    pub(crate) fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// The chain in DER.
    pub(crate) fn chain_der(&self) -> Vec<CertificateDer<'static>> {
        self.chain
            .iter()
            .map(|certificate| certificate.der().clone())
            .collect()
    }

    /// The key in DER.
    pub(crate) fn key_der(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()))
    }
}

/// A subject that has a common name and nothing else.
pub(crate) fn named(common_name: &str) -> DistinguishedName {
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

/// Ends the certificate at `end`, in seconds since 1970 UTC.
pub(crate) fn end_at(parameters: &mut CertificateParams, end: i64) {
    let end = Duration::from_secs(end.try_into().unwrap());
    parameters.not_after = date_time_ymd(1970, 1, 1) + end;
}
