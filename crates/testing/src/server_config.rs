//! How a TLS server treats its clients.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig,
    SignatureScheme, SupportedProtocolVersion,
};

use crate::authority::Leaf;

/// The versions of TLS: 1.2 and 1.3.
pub const TLS_VERSIONS: [&SupportedProtocolVersion; 2] =
    [&rustls::version::TLS12, &rustls::version::TLS13];

/// What a server does with the client's certificate.
#[derive(Clone, Debug)]
pub enum ClientAuthentication {
    /// Asks for none.
    None,
    /// Accepts any.
    Any,
    /// Accepts any with an RSA key, and is not sent another.
    OnlyRsa,
    /// Accepts those that this root has signed.
    SignedBy(CertificateDer<'static>),
    /// Refuses every one, with the alert of that error.
    Refuse(CertificateError),
}

/// The configuration of a server that presents `leaf`, whatever its flaws, and speaks one version.
#[must_use]
pub fn server_config(
    version: &'static SupportedProtocolVersion,
    leaf: &Leaf,
    authentication: ClientAuthentication,
) -> ServerConfig {
    let provider = Arc::new(default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[version])
        .unwrap();
    let builder = match authentication {
        ClientAuthentication::None => builder.with_no_client_auth(),
        ClientAuthentication::SignedBy(root) => {
            let mut roots = RootCertStore::empty();
            roots.add(root).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
        authentication => builder.with_client_cert_verifier(Arc::new(Verifier {
            authentication,
            algorithms,
        })),
    };
    let key = any_supported_type(&leaf.key_der().into()).unwrap();
    let presented = SingleCertAndKey::from(CertifiedKey::new(leaf.chain.clone(), key));
    builder.with_cert_resolver(Arc::new(presented))
}

#[derive(Debug)]
struct Verifier {
    authentication: ClientAuthentication,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Verifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match &self.authentication {
            ClientAuthentication::Refuse(error) => Err(error.clone().into()),
            _ => Ok(ClientCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.algorithms.supported_schemes();
        if let ClientAuthentication::OnlyRsa = self.authentication {
            schemes.retain(|scheme| {
                matches!(
                    scheme,
                    SignatureScheme::RSA_PKCS1_SHA256
                        | SignatureScheme::RSA_PKCS1_SHA384
                        | SignatureScheme::RSA_PKCS1_SHA512
                        | SignatureScheme::RSA_PSS_SHA256
                        | SignatureScheme::RSA_PSS_SHA384
                        | SignatureScheme::RSA_PSS_SHA512
                )
            });
        }
        schemes
    }
}
