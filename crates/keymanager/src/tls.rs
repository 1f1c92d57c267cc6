//! TLS 1.2 and 1.3. Of a client certificate its dates and its use are judged here; whose it is, is judged
//! by the doors, where the reason can be reported.

use std::sync::Arc;

use kmip::client::CertificateFacts;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::NoServerSessionStorage;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme, SupportedProtocolVersion, client::danger::HandshakeSignatureValid,
};

use crate::model::{KeyManager, KeyManagerError};

/// The configuration of a server with that certificate. A client is asked for a certificate when
/// `asks`; who it is, is judged later, where the reason can be reported.
pub(crate) fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    manager: Arc<KeyManager>,
    versions: &[&'static SupportedProtocolVersion],
    asks: bool,
) -> Result<Arc<ServerConfig>, KeyManagerError> {
    let provider = Arc::new(default_provider());
    let verifier = Arc::new(Verifier {
        algorithms: provider.signature_verification_algorithms,
        manager,
    });
    let failed = |error: Error| KeyManagerError::Authority(error.to_string());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(failed)?;
    let builder = if asks {
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(chain, key).map_err(failed)?;
    // Every connection proves again that the client has its key, and that its certificate is valid.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

#[derive(Debug)]
struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    manager: Arc<KeyManager>,
}

impl ClientCertVerifier for Verifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        // An app may use its API key instead.
        false
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let refuse = |error| Err(Error::InvalidCertificate(error));
        let Some(facts) = CertificateFacts::of(end_entity) else {
            return refuse(CertificateError::BadEncoding);
        };
        // The key manager's clock, which tests pin.
        let now = self.manager.now();
        if now > facts.not_after {
            return refuse(CertificateError::Expired);
        }
        if now < facts.not_before {
            return refuse(CertificateError::NotValidYet);
        }
        if !facts.client_auth {
            return refuse(CertificateError::InvalidPurpose);
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
