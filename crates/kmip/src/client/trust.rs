//! The trust rules: which server certificates are accepted.
//!
//! 1. The certificate is one of the configured ones byte for byte, and self-signed: accepted as it is.
//! 2. Otherwise its chain has to end at a configured certificate that is self-signed. An intermediate
//!    that is configured alone is no trust anchor, as in OpenSSL; beside its root it helps to build
//!    the chain.
//! 3. The dates of every certificate of the chain hold at the time the caller gave.
//! 4. The extended key usage, when there is one, allows TLS servers (RFC 5280, section 4.2.1.12).
//! 5. The name asked for is among the subject alternative names; a certificate without that extension
//!    is matched by its common name, with a warning (RFC 6125, section 6.4.4).
//! 6. Without any configured certificate the platform's roots are the trust anchors.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::certificate::CertificateFacts;
use super::settings::TrustAnchors;

/// Why a server certificate is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustFault {
    /// It is no X.509 certificate.
    #[error("the server's certificate cannot be read")]
    Unreadable,
    /// No configured certificate has signed its chain.
    #[error(
        "the server's certificate was issued by {}, which the configured CA ({}) has not signed",
        .server.issuer, .configured.join("; ")
    )]
    UnknownIssuer {
        /// The server's certificate.
        server: Box<CertificateFacts>,
        /// How many certificates the server sent besides its own.
        intermediates: usize,
        /// The subjects of the configured certificates, or of none for the platform's roots.
        configured: Vec<String>,
    },
    /// The chain ends at a configured certificate that is not self-signed.
    #[error("the configured CA {configured} is an intermediate without its root {root}")]
    IntermediateWithoutRoot {
        /// The subject of the configured certificate.
        configured: String,
        /// The root that signed it.
        root: String,
    },
    /// It was valid until then.
    #[error("the server's certificate has expired")]
    Expired {
        /// The server's certificate.
        server: Box<CertificateFacts>,
    },
    /// It will be valid from then.
    #[error("the server's certificate is not yet valid")]
    NotYetValid {
        /// The server's certificate.
        server: Box<CertificateFacts>,
    },
    /// A certificate above it in the chain is out of its dates.
    #[error("a CA certificate above the server's certificate is expired or not yet valid")]
    ChainOutOfDate {
        /// The server's certificate.
        server: Box<CertificateFacts>,
    },
    /// It is for other names.
    #[error("the server's certificate is for other names")]
    WrongName {
        /// The name asked for.
        asked: String,
        /// The names it is for.
        presented: Vec<String>,
    },
    /// Its extended key usage does not allow TLS servers.
    #[error("the server's certificate is not for TLS servers (extended key usage)")]
    WrongUsage {
        /// The server's certificate.
        server: Box<CertificateFacts>,
    },
    /// Something else is wrong with the chain.
    #[error("the server's certificate is not accepted: {0}")]
    Other(String),
}

/// What is accepted, and yet worth a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustWarning {
    /// The certificate has no subject alternative name, and was matched by that common name.
    MatchedByCommonName(String),
}

/// Applies the rules; keeps the fault and the warnings for whoever asked.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    configured: Vec<CertificateDer<'static>>,
    /// The self-signed ones of the configured certificates, or the platform's.
    roots: RootCertStore,
    fault: Mutex<Option<TrustFault>>,
    warnings: Mutex<Vec<TrustWarning>>,
}

impl Verifier {
    pub(super) fn new(anchors: &TrustAnchors, provider: Arc<CryptoProvider>) -> Self {
        let mut roots = RootCertStore::empty();
        let configured = match anchors {
            TrustAnchors::Configured(configured) => configured.clone(),
            TrustAnchors::Platform => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                Vec::new()
            }
        };
        let self_issued =
            |der: &&CertificateDer<'_>| CertificateFacts::of(der).is_some_and(|f| f.self_issued);
        roots.add_parsable_certificates(configured.iter().filter(self_issued).cloned());
        Self {
            provider,
            configured,
            roots,
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

    /// What was worth a word.
    pub(super) fn take_warnings(&self) -> Vec<TrustWarning> {
        std::mem::take(&mut self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check(
        &self,
        server: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), TrustFault> {
        let facts = CertificateFacts::of(server).ok_or(TrustFault::Unreadable)?;
        self.check_chain(server, sent, &facts, now)?;
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        if seconds > facts.not_after {
            return Err(TrustFault::Expired {
                server: Box::new(facts),
            });
        }
        if seconds < facts.not_before {
            return Err(TrustFault::NotYetValid {
                server: Box::new(facts),
            });
        }
        if !facts.server_auth {
            return Err(TrustFault::WrongUsage {
                server: Box::new(facts),
            });
        }
        self.check_name(server, &facts, name)
    }

    fn check_chain(
        &self,
        server: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        facts: &CertificateFacts,
        now: UnixTime,
    ) -> Result<(), TrustFault> {
        if facts.self_issued && self.configured.iter().any(|known| known == server) {
            return Ok(());
        }
        let parsed = ParsedCertificate::try_from(server).map_err(|_| TrustFault::Unreadable)?;
        let others: Vec<CertificateDer<'_>> = sent
            .iter()
            .cloned()
            .chain(self.configured.iter().cloned())
            .collect();
        let verify = |roots: &RootCertStore| {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                roots,
                &others,
                now,
                self.provider.signature_verification_algorithms.all,
            )
        };
        match verify(&self.roots) {
            Ok(()) => Ok(()),
            Err(Error::InvalidCertificate(error)) => {
                Err(self.chain_fault(&error, facts, sent.len(), now, verify))
            }
            Err(error) => Err(TrustFault::Other(error.to_string())),
        }
    }

    fn chain_fault(
        &self,
        error: &CertificateError,
        facts: &CertificateFacts,
        intermediates: usize,
        now: UnixTime,
        verify: impl Fn(&RootCertStore) -> Result<(), Error>,
    ) -> TrustFault {
        let server = Box::new(facts.clone());
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. }
                if seconds > facts.not_after =>
            {
                TrustFault::Expired { server }
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }
                if seconds < facts.not_before =>
            {
                TrustFault::NotYetValid { server }
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => TrustFault::ChainOutOfDate { server },
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                TrustFault::WrongUsage { server }
            }
            CertificateError::UnknownIssuer => self
                .intermediate_without_root(verify)
                .unwrap_or_else(|| TrustFault::UnknownIssuer {
                    server,
                    intermediates,
                    configured: self.subjects(),
                }),
            other => TrustFault::Other(Error::InvalidCertificate(other.clone()).to_string()),
        }
    }

    /// Whether the chain would hold if the configured intermediates were trust anchors.
    fn intermediate_without_root(
        &self,
        verify: impl Fn(&RootCertStore) -> Result<(), Error>,
    ) -> Option<TrustFault> {
        self.configured.iter().find_map(|der| {
            let facts = CertificateFacts::of(der).filter(|facts| !facts.self_issued)?;
            let mut roots = RootCertStore::empty();
            roots.add(der.clone()).ok()?;
            verify(&roots).ok()?;
            Some(TrustFault::IntermediateWithoutRoot {
                configured: facts.subject,
                root: facts.issuer,
            })
        })
    }

    fn check_name(
        &self,
        server: &CertificateDer<'_>,
        facts: &CertificateFacts,
        name: &ServerName<'_>,
    ) -> Result<(), TrustFault> {
        let asked = name.to_str().into_owned();
        let Some(presented) = facts.alternative_names.clone() else {
            return match &facts.common_name {
                Some(common) if matches_common_name(common, &asked) => {
                    let warning = TrustWarning::MatchedByCommonName(common.clone());
                    let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
                    warnings.push(warning);
                    Ok(())
                }
                common => Err(TrustFault::WrongName {
                    asked,
                    presented: common.iter().cloned().collect(),
                }),
            };
        };
        let parsed = ParsedCertificate::try_from(server).map_err(|_| TrustFault::Unreadable)?;
        verify_server_name(&parsed, name).map_err(|_| TrustFault::WrongName { asked, presented })
    }

    fn subjects(&self) -> Vec<String> {
        let facts = self
            .configured
            .iter()
            .filter_map(|der| CertificateFacts::of(der));
        facts.map(|facts| facts.subject).collect()
    }
}

/// Whether a common name, which may begin with `*.`, is the name asked for (RFC 6125, section 6.4).
fn matches_common_name(common: &str, asked: &str) -> bool {
    if common.eq_ignore_ascii_case(asked) {
        return true;
    }
    let Some(domain) = common.strip_prefix("*.") else {
        return false;
    };
    let is_address = asked.parse::<std::net::IpAddr>().is_ok();
    let rest = asked
        .split_once('.')
        .filter(|(host, _)| !host.is_empty())
        .map(|(_, rest)| rest);
    !is_address && domain.contains('.') && rest.is_some_and(|r| r.eq_ignore_ascii_case(domain))
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
            Ok(()) => Ok(ServerCertVerified::assertion()),
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
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
