//! Why certificates do not form a chain.

use super::summary::UnreadableCertificate;

/// The most certificates that a text may hold.
pub(super) const MAX_LENGTH: usize = 10;

/// Why certificates do not form a chain. They are named by common name, or else by whole name.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// A certificate cannot be read.
    #[error("{0}.")]
    Unreadable(#[from] UnreadableCertificate),
    /// One is not the issuer of the one before it.
    #[error(
        "{issuer} is not the issuer of {subject}, which is {named}: give the intermediates in \
         order, from the issuer of the certificate upwards."
    )]
    Order {
        /// The certificate.
        subject: String,
        /// The issuer it names.
        named: String,
        /// The one that followed it.
        issuer: String,
    },
    /// The names fit, and the signature does not.
    #[error("{subject} is not signed with the key of {issuer}: another issuer has the same name.")]
    Signature {
        /// The certificate.
        subject: String,
        /// The one that followed it.
        issuer: String,
    },
    /// An intermediate that may not sign certificates.
    #[error("{0} is not a certification authority (CA:TRUE), so it cannot be an intermediate.")]
    NotAuthority(String),
    /// An intermediate whose key usage does not let it sign certificates.
    #[error(
        "{0} may not sign certificates (its key usage lacks keyCertSign), so no key manager would \
         accept it as an intermediate."
    )]
    NoCertSign(String),
    /// An intermediate with more intermediates below it than it allows.
    #[error(
        "{0} allows fewer intermediates below it (path length constraint), so no key manager would \
         accept the chain."
    )]
    PathLength(String),
    /// A chain of more certificates than any real one.
    #[error("More than {MAX_LENGTH} certificates were given.")]
    TooLong,
}
