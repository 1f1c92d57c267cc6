//! A KMIP server in use: sessions over its URIs in order, and the operations on the array's keys.

mod create_key;
mod destroy_key;
mod error;
mod fetch_key;
mod own_certificate;
mod proof;
mod session;

pub use error::{Attempt, KeyManagerError};
pub use fetch_key::FetchedKey;
pub use session::Timeouts;

pub(crate) use create_key::{CreateError, activate, create, greet, mark, read_back, until};
pub(crate) use destroy_key::{Fate, destroy};
pub(crate) use fetch_key::{Answer, Restored, fetched_from, material, restored};
pub(crate) use proof::{Claim, KeyProof};
pub(crate) use session::{Session, is_missing};

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kmip::client::{CertificateFacts, Deadlines, TlsIdentity, TlsSettings, TrustAnchors};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::CertificateDer;

use super::diagnosis::{Diagnosis, OwnFault, PresentedIdentity};
use super::uri::{Uri, Uris};
use super::{KmipServer, KmipServerError, check_place};
use crate::ground::{Array, NamePattern, ObjectName};
use crate::noun::certificate::{self, Identity, MANAGEMENT, PrivateKey};

/// The key manager behind a KMIP server of the array. Nothing is connected until a key is asked
/// for; every question opens a session of its own, on the first URI that serves.
#[derive(Debug)]
pub struct KeyManager {
    server: ObjectName,
    uris: Uris,
    configured: Vec<CertificateDer<'static>>,
    settings: TlsSettings,
    deadlines: Deadlines,
    identity: Identity,
    presented: PresentedIdentity,
    /// How long it took to look.
    own_took: Duration,
    now: Timestamp,
}

impl KeyManager {
    /// The key manager behind `server`, with the time that production needs.
    ///
    /// # Errors
    /// When the array's certificate cannot be read, or the home has a seed and a URI is not on this machine.
    pub(crate) fn of(array: &Array, server: &KmipServer) -> Result<Self, KmipServerError> {
        let identity = certificate::identity_by_id(array, server.certificate_id)
            .map_err(|error| KmipServerError::of_certificate(&server.certificate, error))?;
        Self::with_identity(array, server, identity)
    }

    /// As [`of`](Self::of), with a certificate that is not the array's yet.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub(crate) fn with_identity(
        array: &Array,
        server: &KmipServer,
        identity: Identity,
    ) -> Result<Self, KmipServerError> {
        // An array that was imported brings its KMIP servers along.
        check_place(array, &server.uris)?;
        let ca_certificate = server.ca_certificate.as_ref();
        let configured = ca_certificate.map_or_else(Vec::new, |ca| ca.certificates().to_vec());
        let anchors = match ca_certificate {
            Some(_) => TrustAnchors::Configured(configured.clone()),
            None => TrustAnchors::Platform,
        };
        let tls_identity = TlsIdentity::new(identity.chain_der.clone(), identity.pkcs8.clone());
        let provider = Arc::new(default_provider());
        let now = array.now();
        let begin = Instant::now();
        let own = own_certificate::check(&identity, now).err();
        let own_took = begin.elapsed();
        // Before 1970 no certificate is valid.
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        Ok(Self {
            server: server.name.clone(),
            uris: server.uris.clone(),
            configured,
            settings: TlsSettings::new(provider, anchors, seconds).with_identity(tls_identity),
            deadlines: Timeouts::Operation.deadlines(),
            presented: presented_identity(array, &identity, own)?,
            identity,
            own_took,
            now,
        })
    }

    /// The same with other timeouts.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.deadlines = timeouts.deadlines();
        self
    }

    /// The same with deadlines of the caller's own.
    #[must_use]
    pub fn with_deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// The name of the KMIP server.
    pub fn server(&self) -> &ObjectName {
        &self.server
    }

    /// The URIs, in the order in which they are tried.
    pub fn uris(&self) -> &Uris {
        &self.uris
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What is wrong with the array's certificate, by the array's own clock and rules. The key manager may
    /// take it all the same.
    pub(crate) fn own_fault(&self) -> Option<&OwnFault> {
        self.presented.own.as_ref()
    }

    /// How long it took to look at the array's certificate.
    pub(crate) fn own_took(&self) -> Duration {
        self.own_took
    }

    /// The certificates of the configured CA text; empty when the platform's roots are trusted.
    pub(crate) fn configured(&self) -> &[CertificateDer<'static>] {
        &self.configured
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// A session that is not yet open.
    pub(crate) fn session<'a>(&'a self, uri: &'a Uri) -> Session<'a> {
        Session::new(uri, &self.settings, self.deadlines, &self.presented)
    }

    /// As [`session`](Self::session), over at `end` at the latest.
    pub(crate) fn session_until<'a>(&'a self, uri: &'a Uri, end: Instant) -> Session<'a> {
        let left = end.saturating_duration_since(Instant::now());
        let deadlines = self.deadlines.with_whole(self.deadlines.whole.min(left));
        Session::new(uri, &self.settings, deadlines, &self.presented)
    }

    /// Does `work`, which changes nothing, in a session with the first URI that serves. A URI that is
    /// down, or that refuses, or that does not have the key, is skipped.
    fn on_first<T>(
        &self,
        mut work: impl FnMut(&mut Session<'_>) -> Result<T, Diagnosis>,
    ) -> Result<T, KeyManagerError> {
        first(self.uris.iter().map(|uri| {
            let mut session = self.session(uri);
            (
                uri.clone(),
                session.open().and_then(|()| work(&mut session)),
            )
        }))
    }
}

/// What the first URI that serves gives: one that does not is passed over, until one has the final say.
fn first<T>(
    answers: impl Iterator<Item = (Uri, Result<T, Diagnosis>)>,
) -> Result<T, KeyManagerError> {
    let mut attempts = Vec::new();
    for (uri, answer) in answers {
        match answer {
            Ok(found) => return Ok(found),
            Err(diagnosis) => {
                let is_final = !diagnosis.may_pass();
                attempts.push(Attempt { uri, diagnosis });
                if is_final {
                    break;
                }
            }
        }
    }
    Err(KeyManagerError { attempts })
}

/// What a diagnosis says about the array's certificate.
fn presented_identity(
    array: &Array,
    identity: &Identity,
    own: Option<OwnFault>,
) -> Result<PresentedIdentity, KmipServerError> {
    let facts = identity
        .chain_der
        .first()
        .and_then(|der| CertificateFacts::of(der));
    let is_management = identity.name.as_str().eq_ignore_ascii_case(MANAGEMENT);
    let others = if is_management {
        let all = array
            .store()
            .read(|db| certificate::stream(db, &NamePattern::all()).collect::<Result<Vec<_>, _>>());
        let all = all.map_err(|error| KmipServerError::of_certificate(&identity.name, error))?;
        all.into_iter()
            .map(|c| c.name)
            .filter(|name| *name != identity.name)
            .collect()
    } else {
        Vec::new()
    };
    Ok(PresentedIdentity {
        name: identity.name.clone(),
        common_name: identity.common_name.clone(),
        issuer: facts.map(|facts| facts.issuer).unwrap_or_default(),
        validity: identity.validity,
        key_algorithm: PrivateKey::from_der(&identity.pkcs8)
            .ok()
            .map(|key| key.key_algorithm()),
        others,
        own,
    })
}
