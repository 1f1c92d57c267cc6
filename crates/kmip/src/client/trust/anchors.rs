//! The certificates at which a chain may end.

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, OtherError, RootCertStore};

use super::TrustFault;
use super::purpose::Purpose;
use crate::client::certificate::CertificateFacts;

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

/// The configured certificates, or the platform's roots, sorted by what they may do.
#[derive(Debug)]
pub(super) struct Anchors {
    /// All that are configured.
    configured: Vec<CertificateDer<'static>>,
    /// Those of them that are not self-signed: they help to build a chain.
    intermediates: Vec<CertificateDer<'static>>,
    /// All of the platform, when none are configured.
    platform: Vec<CertificateDer<'static>>,
    /// Self-signed CA certificates within their dates: a chain may end here.
    roots: RootCertStore,
    /// Self-signed CA certificates out of their dates.
    lapsed: RootCertStore,
    algorithms: WebPkiSupportedAlgorithms,
}

/// A server's certificate with all that is needed to judge it.
pub(super) struct Presented<'a> {
    pub(super) parsed: &'a ParsedCertificate<'a>,
    pub(super) facts: &'a CertificateFacts,
    /// What the server sent above its own certificate.
    pub(super) above: &'a [CertificateDer<'a>],
    pub(super) now: UnixTime,
}

impl Presented<'_> {
    fn seconds(&self) -> i64 {
        i64::try_from(self.now.as_secs()).unwrap_or(i64::MAX)
    }

    /// The fault of its own dates, when they are at fault.
    pub(super) fn out_of_date(&self) -> Option<TrustFault> {
        let server = || Box::new(self.facts.clone());
        if self.seconds() > self.facts.not_after {
            return Some(TrustFault::Expired { server: server() });
        }
        let early = self.seconds() < self.facts.not_before;
        early.then(|| TrustFault::NotYetValid { server: server() })
    }
}

impl Anchors {
    pub(super) fn new(
        given: &TrustAnchors,
        now: UnixTime,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> Self {
        let mut anchors = Self {
            configured: Vec::new(),
            intermediates: Vec::new(),
            platform: Vec::new(),
            roots: RootCertStore::empty(),
            lapsed: RootCertStore::empty(),
            algorithms,
        };
        match given {
            TrustAnchors::Platform => {
                anchors.platform = rustls_native_certs::load_native_certs().certs;
            }
            TrustAnchors::Configured(configured) => anchors.configured.clone_from(configured),
        }
        let all = anchors.configured.iter().chain(&anchors.platform);
        for der in all.cloned().collect::<Vec<_>>() {
            anchors.sort(der, now);
        }
        anchors
    }

    fn sort(&mut self, der: CertificateDer<'static>, now: UnixTime) {
        let (Some(facts), Some(purpose)) = (CertificateFacts::of(&der), Purpose::of(&der)) else {
            return;
        };
        if !facts.self_issued {
            self.intermediates.push(der);
            return;
        }
        if !purpose.signs_certificates {
            return;
        }
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let in_date = (facts.not_before..=facts.not_after).contains(&seconds);
        let store = if in_date {
            &mut self.roots
        } else {
            &mut self.lapsed
        };
        // What rustls cannot read ends no chain.
        store.add_parsable_certificates([der]);
    }

    /// Whether `server` is one of the certificates, byte for byte.
    pub(super) fn pin(&self, server: &CertificateDer<'_>) -> bool {
        let mut all = self.configured.iter().chain(&self.platform);
        all.any(|known| known == server)
    }

    /// Whether the chain of the server's certificate ends at a root.
    pub(super) fn check(&self, server: &Presented<'_>) -> Result<(), TrustFault> {
        match self.ends_in(&self.roots, server) {
            Ok(()) => Ok(()),
            Err(Error::InvalidCertificate(error)) => Err(self.fault(&error, server)),
            Err(error) => Err(TrustFault::Other(error.to_string())),
        }
    }

    fn ends_in(&self, roots: &RootCertStore, server: &Presented<'_>) -> Result<(), Error> {
        let above = server.above.iter().chain(&self.intermediates);
        let above: Vec<CertificateDer<'_>> = above.cloned().collect();
        let algorithms = self.algorithms.all;
        verify_server_cert_signed_by_trust_anchor(
            server.parsed,
            roots,
            &above,
            server.now,
            algorithms,
        )
    }

    fn fault(&self, error: &CertificateError, server: &Presented<'_>) -> TrustFault {
        let facts = Box::new(server.facts.clone());
        match error {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => server
                .out_of_date()
                .unwrap_or(TrustFault::ChainOutOfDate { server: facts }),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                TrustFault::WrongUsage { server: facts }
            }
            // A bad signature is that of a namesake of the issuer.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                self.unknown_issuer(server)
            }
            other => TrustFault::Other(in_words(other)),
        }
    }

    /// Why no root has signed the chain: by what it would hold if the rules were laxer.
    pub(super) fn unknown_issuer(&self, server: &Presented<'_>) -> TrustFault {
        let facts = Box::new(server.facts.clone());
        if self.ends_in(&self.lapsed, server).is_ok() {
            return TrustFault::ChainOutOfDate { server: facts };
        }
        let laxer = self.configured.iter().find_map(|der| {
            let mut roots = RootCertStore::empty();
            roots.add(der.clone()).ok()?;
            self.ends_in(&roots, server).ok()?;
            CertificateFacts::of(der)
        });
        match laxer {
            Some(anchor) if anchor.self_issued => TrustFault::Other(format!(
                "the configured CA {} is not the certificate of a CA (basic constraints or key \
                 usage)",
                anchor.subject
            )),
            Some(anchor) => TrustFault::IntermediateWithoutRoot {
                configured: anchor.subject,
                root: anchor.issuer,
            },
            None => TrustFault::UnknownIssuer {
                server: facts,
                intermediates: server.above.len(),
                configured: self.subjects(),
            },
        }
    }

    fn subjects(&self) -> Vec<String> {
        let facts = self
            .configured
            .iter()
            .filter_map(|der| CertificateFacts::of(der));
        facts.map(|facts| facts.subject).collect()
    }
}

/// What rustls has no kind of its own for: it passes on the names that its verifier gives them.
fn in_words(error: &CertificateError) -> String {
    let CertificateError::Other(OtherError(inner)) = error else {
        return Error::InvalidCertificate(error.clone()).to_string();
    };
    match inner.to_string().as_str() {
        "EndEntityUsedAsCa" => "a certificate of its chain signs another, and is not that of a CA",
        "PathLenConstraintViolated" => "its chain is longer than one of its CAs allows",
        "NameConstraintViolation" => "a CA of its chain may not sign for its name",
        other => return other.to_owned(),
    }
    .to_owned()
}
