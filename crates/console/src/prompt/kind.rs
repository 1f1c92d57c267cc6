//! The kinds of PEM text that are asked for.

use std::io::{IsTerminal, stdin};

use crate::environment::PROMPT_VARIABLE;
use crate::terminal::stderr;

/// Whether prompts are printed: on a terminal, so that the logs of scripts have none, or when asked for.
pub(super) fn is_shown() -> bool {
    stdin().is_terminal() || std::env::var_os(PROMPT_VARIABLE).is_some_and(|it| !it.is_empty())
}

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
    /// Whether nobody may see it.
    pub(super) fn is_secret(self) -> bool {
        self == Self::PrivateKey
    }

    /// Prints the prompt, when there is somebody to read it.
    pub(super) fn ask(self) {
        if !is_shown() {
            return;
        }
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
