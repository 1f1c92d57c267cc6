//! The certificates at which a chain may end.

use rustls::pki_types::CertificateDer;

use super::link::Link;

/// The certificates that are trusted: those that a server's chain may end at, or that it may show itself.
///
/// `CertificateDer` is of rustls-pki-types 1, which is stable on its own and not tied to a version of
/// rustls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TrustAnchors {
    /// Those, in DER.
    Configured(Vec<CertificateDer<'static>>),
    /// The platform's roots.
    Platform,
}

/// The configured certificates, or the platform's roots.
#[derive(Debug)]
pub(super) struct Anchors {
    all: Vec<CertificateDer<'static>>,
    /// Whether they are configured, so that they are worth naming.
    pub(super) are_configured: bool,
}

impl Anchors {
    pub(super) fn new(given: &TrustAnchors) -> Self {
        match given {
            TrustAnchors::Configured(configured) => Self {
                all: configured.clone(),
                are_configured: true,
            },
            TrustAnchors::Platform => Self {
                all: rustls_native_certs::load_native_certs().certs,
                are_configured: false,
            },
        }
    }

    /// All that can be read: what cannot ends no chain.
    pub(super) fn links(&self) -> Vec<Link<'_>> {
        self.all.iter().filter_map(|der| Link::of(der)).collect()
    }
}
