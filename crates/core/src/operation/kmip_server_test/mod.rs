//! Testing a KMIP server: OK means that the array would unlock with it.

mod pipeline;
mod report;
mod warning;

pub use report::StageReport;
pub use warning::{Purpose, TestWarning};

use super::OperationError;
use super::rehearse::rehearse;
use crate::ground::{Array, Explain, Message, Notice, ObjectName};
use crate::noun::kmip_server::diagnosis::{Diagnosis, Fault, Stage, UnlockFault};
use crate::noun::kmip_server::{KeyManager, KmipServer, Timeouts, Uri};
use crate::noun::power::{self, State};
use crate::noun::token::{self, SealedKey, sealed_key};

/// The one controller of the array.
pub const CONTROLLER: &str = "CT0";

/// What came out for a controller and a URI.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// Which controller tested.
    pub controller: &'static str,
    /// Which URI.
    pub uri: Uri,
    /// The stages gone through, the one that failed last.
    pub stages: Vec<StageReport>,
    /// OK, with warnings; or what is wrong.
    pub verdict: Result<Vec<TestWarning>, Diagnosis>,
}

impl TestResult {
    /// `OK` or `FAILED`
    pub fn status(&self) -> &'static str {
        if self.verdict.is_ok() { "OK" } else { "FAILED" }
    }

    /// What is wrong, or what to know all the same; empty when all is well.
    pub fn details(&self) -> Message {
        match &self.verdict {
            Ok(warnings) => warnings.iter().fold(Message::default(), |all, warning| {
                all.then("Warning:").then(warning.message())
            }),
            Err(diagnosis) => diagnosis.message(),
        }
    }
}

/// What came out for a KMIP server.
#[derive(Clone, Debug)]
pub struct KmipServerTest {
    /// Its name.
    pub server: ObjectName,
    /// Whether the array is sealed with a key on it.
    pub holds_token: bool,
    /// Whether the array is locked: it has nothing to lose with the power any more.
    pub array_is_locked: bool,
    /// For each controller and URI, in the order in which they are tried.
    pub results: Vec<TestResult>,
}

impl KmipServerTest {
    /// Whether every URI is OK.
    pub fn is_ok(&self) -> bool {
        self.results.iter().all(|result| result.verdict.is_ok())
    }

    /// The URI that would serve the array now. The array passes over those that are down, and takes
    /// the first response about its key as final.
    pub fn serving(&self) -> Option<&Uri> {
        let decides = |result: &&TestResult| {
            result
                .verdict
                .as_ref()
                .map_or_else(|diagnosis| !diagnosis.may_pass(), |_| true)
        };
        self.results
            .iter()
            .find(decides)
            .filter(|result| result.verdict.is_ok())
            .map(|r| &r.uri)
    }

    /// Why the array could not be unlocked, URI by URI; `None` when it could.
    pub(crate) fn lockout(&self) -> Option<Message> {
        if self.serving().is_some() {
            return None;
        }
        let failed = self.results.iter().filter(|result| result.verdict.is_err());
        Some(failed.fold(Message::default(), |reasons, result| {
            reasons
                .then(format!("{}:", result.uri))
                .then(result.details())
        }))
    }

    /// When a URI failed, and it matters or there are others: whether the array can do without it.
    pub fn summary(&self) -> Option<Notice> {
        let tells_more = self.holds_token || self.results.len() > 1;
        if self.is_ok() || !tells_more {
            return None;
        }
        let server = &self.server;
        let text = match (self.serving(), self.holds_token) {
            (Some(uri), true) => {
                format!("The array can still be unlocked with KMIP server {server}, by {uri}.")
            }
            (Some(uri), false) => format!("KMIP server {server} can still be used, by {uri}."),
            (None, true) if self.array_is_locked => {
                format!("The array cannot be unlocked with KMIP server {server}.")
            }
            (None, true) => format!(
                "The array could not be unlocked with KMIP server {server}: do not let it lose \
                 power until this is fixed."
            ),
            (None, false) => format!("KMIP server {server} cannot be used."),
        };
        Some(Notice::Test(text.into()))
    }
}

/// Tests every URI of `server`, which need not be stored as it is: a change is tested before it is
/// made. With the key that the array is sealed with, when it lies on this KMIP server. The URIs are
/// tested side by side, so that those that are down do not add up.
///
/// # Errors
/// When the array's state cannot be read. A test that fails is no error.
pub(crate) fn test_kmip_server(
    array: &Array,
    server: &KmipServer,
) -> Result<KmipServerTest, OperationError> {
    let key_manager = KeyManager::of(array, server)?;
    let sealed = array.store().read(|db| sealed_key(db, server.id))?;
    let mut test = test_with(&key_manager, sealed.as_ref());
    test.array_is_locked = matches!(power::status(array)?.state, State::Locked(_));
    Ok(test)
}

/// Plays the unlock with the key that the tested KMIP server gives, when the array is sealed with one
/// on it. What was OK is not when the array would not be unlocked with it.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn rehearse_test(
    array: &Array,
    mut test: KmipServerTest,
) -> Result<KmipServerTest, OperationError> {
    let gives_key = test.holds_token && test.results.iter().any(|result| result.verdict.is_ok());
    let Some(token) = token::token(array)?.filter(|_| gives_key) else {
        return Ok(test);
    };
    let unlock = token::check(array, &token, Timeouts::Operation)
        .map_err(OperationError::from)
        .and_then(|material| rehearse(array, &token::seal(&material)));
    if let Err(error) = unlock {
        let reason = match &error {
            OperationError::Key(error) => format!("{error}.").into(),
            error => error.message(),
        };
        let fault = UnlockFault::new(reason, error.kind());
        for result in test
            .results
            .iter_mut()
            .filter(|result| result.verdict.is_ok())
        {
            result.verdict = Err(Diagnosis::new(Stage::Unlock, fault.clone()));
        }
    }
    Ok(test)
}

/// As a test of a stored KMIP server, with a key manager of the caller's own making.
pub fn test_with(key_manager: &KeyManager, sealed: Option<&SealedKey>) -> KmipServerTest {
    let mut results: Vec<TestResult> = std::thread::scope(|scope| {
        let uris = key_manager.uris().iter();
        let running: Vec<_> = uris
            .map(|uri| scope.spawn(move || pipeline::run(key_manager, uri, sealed)))
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().expect("a test does not panic"))
            .collect()
    });
    point_elsewhere(&mut results);
    KmipServerTest {
        server: key_manager.server().clone(),
        holds_token: sealed.is_some(),
        array_is_locked: false,
        results,
    }
}

/// Where key managers that should be one disagree about the key, says which of them is right.
fn point_elsewhere(results: &mut [TestResult]) {
    let right = results
        .iter()
        .find(|result| result.verdict.is_ok())
        .map(|r| r.uri.clone());
    for result in results {
        if let Err(diagnosis) = &mut result.verdict
            && matches!(diagnosis.fault, Fault::Key(_))
        {
            diagnosis.elsewhere.clone_from(&right);
        }
    }
}
