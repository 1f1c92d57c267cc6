//! The kinds of PEM text that are asked for.

/// What to paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemKind {
    /// The certificate itself.
    Certificate,
    /// The certificates between it and a root.
    IntermediateCertificate,
    /// Its private key.
    PrivateKey,
    /// The certificates of the CA to trust.
    CaCertificate,
}

impl PemKind {
    /// As it stands in the prompt.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::IntermediateCertificate => "intermediate certificate",
            Self::PrivateKey => "private key",
            Self::CaCertificate => "CA certificate",
        }
    }
}
