//! The kinds of PEM text that are asked for.

use crate::terminal::stderr;

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
    /// Prints the prompt.
    pub(super) fn ask(self) {
        let what = match self {
            Self::Certificate => "certificate",
            Self::IntermediateCertificate => "intermediate certificate",
            Self::PrivateKey => "private key",
            Self::CaCertificate => "CA certificate",
        };
        stderr::line(&format!(
            "Please enter {what} followed by Enter and then Ctrl-D:"
        ));
    }
}
