//! What a session has negotiated.

use std::net::SocketAddr;
use std::time::Duration;

use super::certificate::CertificateFacts;
use super::error::Stage;
use super::trust::TrustWarning;
use crate::enums::Operation;
use crate::version::ProtocolVersion;

/// What is known of a session so far, for those who want to see it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SessionFacts {
    /// The address of the connection.
    pub address: Option<SocketAddr>,
    /// As in `TLS 1.3`.
    pub tls_version: Option<String>,
    /// As in `TLS13_AES_256_GCM_SHA384`: IANA's name, in which `TLS13` marks the suites of TLS 1.3.
    pub cipher_suite: Option<String>,
    /// The certificates that the server sent, in DER, its own first.
    pub server_chain: Vec<Vec<u8>>,
    /// What was accepted, and yet should be put right.
    pub warnings: Vec<TrustWarning>,
    /// The versions of KMIP that both speak, the preferred first.
    pub versions: Vec<ProtocolVersion>,
    /// Who made the server.
    pub vendor_identification: Option<String>,
    /// The operations that the server says it supports.
    pub operations: Vec<Operation>,
    /// How long each stage took, in the order of the stages: the last 64 of them.
    pub times: Vec<(Stage, Duration)>,
}

impl SessionFacts {
    /// What the server's certificate says; `None` before it was received.
    #[must_use]
    pub fn server_certificate(&self) -> Option<CertificateFacts> {
        self.server_chain
            .first()
            .and_then(|der| CertificateFacts::of(der))
    }
}
