//! The trust rules: which server certificates are accepted.
//!
//! 1. The certificate is self-signed, and one of the configured ones (or of the platform's) byte for
//!    byte: there is no chain to look at.
//! 2. Otherwise its chain has to end at a configured certificate that is self-signed and that of a CA.
//!    An intermediate that is configured alone is not a trust anchor, as in OpenSSL; beside its root it
//!    helps to build the chain. Without any configured certificate the platform's roots are the trust
//!    anchors.
//! 3. The dates of every certificate of the chain, the root's too, hold at the time the caller gave.
//! 4. The extended key usage, when there is one, names TLS servers, and the key usage, when there is
//!    one, allows a handshake (RFC 5280, sections 4.2.1.3 and 4.2.1.12).
//! 5. The name asked for is among the subject alternative names; a certificate without any such name
//!    is matched by its common name, with a warning (RFC 6125, section 6.4.4).

mod anchors;
mod fault;
mod name;
mod purpose;

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

pub use self::anchors::TrustAnchors;
use self::anchors::{Anchors, Presented};
pub use self::fault::{TrustFault, TrustWarning};
use self::purpose::Purpose;
use super::certificate::CertificateFacts;

/// Applies the rules; keeps the fault and the warnings for whoever asked.
#[derive(Debug)]
pub(super) struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    anchors: Anchors,
    fault: Mutex<Option<TrustFault>>,
    warnings: Mutex<Vec<TrustWarning>>,
}

impl Verifier {
    pub(super) fn new(given: &TrustAnchors, now: UnixTime, provider: &CryptoProvider) -> Self {
        let algorithms = provider.signature_verification_algorithms;
        Self {
            algorithms,
            anchors: Anchors::new(given, now, algorithms),
            fault: Mutex::default(),
            warnings: Mutex::default(),
        }
    }

    /// The fault that ended the handshake, if one did.
    pub(super) fn take_fault(&self) -> Option<TrustFault> {
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// What was accepted with a warning.
    pub(super) fn take_warnings(&self) -> Vec<TrustWarning> {
        std::mem::take(&mut self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check(
        &self,
        server: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<Option<TrustWarning>, TrustFault> {
        let facts = CertificateFacts::of(server).ok_or(TrustFault::Unreadable)?;
        let purpose = Purpose::of(server).ok_or(TrustFault::Unreadable)?;
        if !purpose.is_version_3 {
            let reason = "it is of an X.509 version before 3, which OpenSSL alone still accepts";
            return Err(TrustFault::Other(reason.to_owned()));
        }
        let parsed = ParsedCertificate::try_from(server).map_err(|_| TrustFault::Unreadable)?;
        let presented = Presented {
            parsed: &parsed,
            facts: &facts,
            above,
            now,
        };
        if !(facts.self_issued && self.anchors.pin(server)) {
            // rustls accepts no CA as a server, and would say no more than that.
            if purpose.is_ca && facts.self_issued {
                return Err(self.anchors.unknown_issuer(&presented));
            }
            if purpose.is_ca {
                let reason =
                    "it is the certificate of a CA, which OpenSSL alone accepts as a server";
                return Err(TrustFault::Other(reason.to_owned()));
            }
            self.anchors.check(&presented)?;
        }
        if let Some(fault) = presented.out_of_date() {
            return Err(fault);
        }
        if !facts.server_auth {
            let server = Box::new(facts);
            return Err(TrustFault::WrongUsage { server });
        }
        if !purpose.proves_servers {
            let reason = "its key usage allows neither signatures nor key encipherment";
            return Err(TrustFault::Other(reason.to_owned()));
        }
        name::check(&parsed, &facts, name)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.check(end_entity, intermediates, server_name, now) {
            Ok(warning) => {
                let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
                warnings.extend(warning);
                Ok(ServerCertVerified::assertion())
            }
            Err(fault) => {
                *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault.clone());
                // The variant chooses the alert that the server gets.
                Err(Error::InvalidCertificate(match fault {
                    TrustFault::Expired { .. } => CertificateError::Expired,
                    TrustFault::NotYetValid { .. } => CertificateError::NotValidYet,
                    TrustFault::UnknownIssuer { .. }
                    | TrustFault::IntermediateWithoutRoot { .. } => CertificateError::UnknownIssuer,
                    TrustFault::WrongName { .. } => CertificateError::NotValidForName,
                    TrustFault::WrongUsage { .. } => CertificateError::InvalidPurpose,
                    fault => CertificateError::Other(OtherError(Arc::new(fault))),
                }))
            }
        }
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
