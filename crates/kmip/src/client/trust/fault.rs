//! What is wrong with a server's certificate, or accepted with a warning.

use crate::client::certificate::CertificateFacts;

/// Why a server certificate is not accepted. The rules are those of OpenSSL where the crypto provider
/// can follow:
///
/// 1. The certificate is self-signed and configured, byte for byte; or its chain ends at a configured
///    certificate that is self-signed and that of a CA. Without any configured certificate the
///    platform's roots are meant. Names are compared as RFC 5280, section 7.1, says.
/// 2. The signatures and the dates of the whole chain, the root's dates too, hold at the time that the
///    caller gave.
/// 3. Every CA of the chain, the root too, is one by its basic constraints and key usage, keeps to the
///    path length and the name constraints, and may be used for TLS servers.
/// 4. Key usage and extended key usage, when they are there, allow a TLS server, and no critical
///    extension is unknown.
/// 5. The name is among the alternative names; without any, it is a common name, with a warning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustFault {
    /// It is not an X.509 certificate.
    #[error("the server's certificate cannot be read")]
    Unreadable,
    /// No configured certificate has signed its chain.
    #[error("the server's certificate was issued by {}, {}", .server.issuer, unsigned(.configured))]
    UnknownIssuer {
        /// The server's certificate.
        server: Box<CertificateFacts>,
        /// How many certificates the server sent besides its own.
        intermediates: usize,
        /// The subjects of the configured certificates; empty when the platform's roots are used.
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
    /// A configured certificate has the name of the issuer, and another key.
    #[error(
        "the server's certificate was signed by a CA of the name {configured} with another key than \
         the configured CA of that name"
    )]
    SameNameOtherKey {
        /// The server's certificate.
        server: Box<CertificateFacts>,
        /// The subject of the configured certificate.
        configured: String,
    },
    /// A CA certificate of its chain is not fit for it.
    #[error(
        "the {} CA certificate {ca} of the server's chain is not accepted: {reason}",
        if *.configured { "configured" } else { "sent" }
    )]
    Ca {
        /// The subject of the CA certificate.
        ca: String,
        /// Whether it is a configured one; otherwise the server sent it.
        configured: bool,
        /// Why, as a sentence that begins with "it" or "its".
        reason: String,
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

/// What is accepted, and yet should be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustWarning {
    /// The certificate has no subject alternative name, and was matched by that common name.
    MatchedByCommonName(String),
}

impl TrustFault {
    /// Without the names of the platform's roots, which nobody configured.
    pub(super) fn without_platform(mut self, are_configured: bool) -> Self {
        if let Self::UnknownIssuer { configured, .. } = &mut self
            && !are_configured
        {
            configured.clear();
        }
        self
    }
}

fn unsigned(configured: &[String]) -> String {
    match configured {
        [] => "whose chain ends at no CA of this system".to_owned(),
        subjects => format!(
            "which the configured CA ({}) has not signed",
            subjects.join("; ")
        ),
    }
}
