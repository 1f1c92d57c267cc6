//! A session with one URI, whose errors are diagnoses.

use std::time::{Duration, Instant};

use kmip::ProtocolVersion;
use kmip::client::{Cause, ClientError, Connection, Deadlines, SessionFacts, Stage, TlsSettings};
use kmip::enums::ResultReason;

use crate::ground::fault::point;
use crate::noun::kmip_server::diagnosis::{self, Diagnosis, PresentedIdentity, explain};
use crate::noun::kmip_server::uri::Uri;

/// How long a key manager is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timeouts {
    /// 10 seconds to connect, 30 seconds in all: for everything that depends on the response.
    #[default]
    Operation,
    /// 5 seconds in all: for showing a state, and for keys that are no longer used.
    Probe,
}

impl Timeouts {
    /// How long a session with one URI may take.
    pub(crate) fn whole(self) -> Duration {
        self.deadlines().whole
    }

    pub(super) fn deadlines(self) -> Deadlines {
        let (stage, whole) = match self {
            Self::Operation => (Duration::from_secs(10), Duration::from_secs(30)),
            Self::Probe => (Duration::from_secs(5), Duration::from_secs(5)),
        };
        // A loaded key manager may take its time over a key, once it is known to be there.
        Deadlines::of(stage, whole).with_exchange(whole)
    }
}

/// A session with one URI.
pub(crate) struct Session<'a> {
    uri: &'a Uri,
    settings: &'a TlsSettings,
    deadlines: Deadlines,
    presented: &'a PresentedIdentity,
    /// Up to where it failed, while it is not open.
    facts: SessionFacts,
    connection: Option<Connection>,
    /// Why there is no connection any more.
    broken: Option<ClientError>,
    /// When it has to be over, on however many connections.
    end: Instant,
    /// Whether the key manager has closed a connection after it responded.
    closes: bool,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        uri: &'a Uri,
        settings: &'a TlsSettings,
        deadlines: Deadlines,
        presented: &'a PresentedIdentity,
    ) -> Self {
        let facts = SessionFacts::default();
        Self {
            uri,
            settings,
            deadlines,
            presented,
            facts,
            connection: None,
            broken: None,
            end: Instant::now() + deadlines.whole,
            closes: false,
        }
    }

    /// What is known of the session so far.
    pub(crate) fn facts(&self) -> &SessionFacts {
        self.connection
            .as_ref()
            .map_or(&self.facts, Connection::facts)
    }

    /// Whether the key manager, or what stands before it, has closed a connection after a response.
    pub(crate) fn closes(&self) -> bool {
        self.closes
    }

    /// Connects, and agrees on a version of KMIP. A connection that is closed before the first response is
    /// tried once more: behind a balancer one node may be down, and a key manager that refuses the array
    /// refuses it again.
    pub(crate) fn open(&mut self) -> Result<(), Diagnosis> {
        if let Some(fault) = self.presented.own.as_ref().filter(|it| it.is_final()) {
            return Err(Diagnosis::new(diagnosis::Stage::Certificate, fault.clone()));
        }
        self.connect().map_err(|error| self.explain(error))?;
        let agreed = match self.try_ask(Connection::discover_versions) {
            Err(error) if is_closed_at_first(&error) => {
                self.connection = None;
                self.facts = SessionFacts::default();
                let connected = self.connect();
                connected.and_then(|()| self.try_ask(Connection::discover_versions))
            }
            Err(error) if is_closed(&error) => self.agree_one_by_one(error),
            agreed => agreed,
        };
        agreed.map(drop).map_err(|error| self.explain(error))
    }

    /// Agrees on a version with a key manager that refuses one and closes the connection: each is tried on
    /// a connection of its own. `closed` is the error when none fits.
    fn agree_one_by_one(&mut self, closed: ClientError) -> Result<ProtocolVersion, ClientError> {
        let (newer, older): (Vec<ProtocolVersion>, Vec<_>) = ProtocolVersion::SUPPORTED
            .iter()
            .partition(|version| version.has_tagged_attributes());
        for version in older.into_iter().chain(newer) {
            self.connect_again()?;
            if let Some(connection) = &mut self.connection {
                connection.set_version(version);
            }
            match self.once(&Connection::query) {
                Ok(_) => {
                    self.closes = true;
                    return Ok(version);
                }
                Err(ClientError {
                    cause: Cause::Failed(failure),
                    ..
                }) if failure.reason != ResultReason::AuthenticationNotSuccessful => {}
                Err(error) => return Err(error),
            }
        }
        Err(closed)
    }

    fn connect(&mut self) -> Result<(), ClientError> {
        let left = self.end.saturating_duration_since(Instant::now());
        let deadlines = self.deadlines.with_whole(left);
        let endpoint = self.uri.endpoint();
        let opened = Connection::open_with(endpoint, self.settings, &deadlines, &mut self.facts);
        self.connection = Some(opened.inspect_err(|error| self.broken = Some(error.clone()))?);
        Ok(())
    }

    /// A new connection, in the version of KMIP that the last one agreed on.
    fn connect_again(&mut self) -> Result<(), ClientError> {
        let Some(last) = self.connection.take() else {
            return Ok(());
        };
        self.facts = last.facts().clone();
        let version = last.version();
        drop(last);
        self.connect()?;
        if let Some(connection) = &mut self.connection {
            connection.set_version(version);
        }
        Ok(())
    }

    /// Asks the key manager something that changes nothing there; the session has to be open. When the
    /// key manager closes the connection instead of responding, and has responded before, it is asked
    /// once more on a new connection.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl Fn(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, Diagnosis> {
        self.try_ask(question).map_err(|error| self.explain(error))
    }

    /// As [`ask`](Self::ask), with the error as the client reports it.
    pub(crate) fn try_ask<T>(
        &mut self,
        question: impl Fn(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        match self.once(&question) {
            Err(error) if is_closed(&error) => {
                self.connect_again()?;
                match self.once(&question) {
                    // It closes on that question.
                    Err(again) if matches!(again.cause, Cause::Closed) => Err(error),
                    result => {
                        self.closes = true;
                        result
                    }
                }
            }
            result => result,
        }
    }

    /// Has the key manager change something, once: without a response it may have done so. The session
    /// has to be open. Where connections end after each response, it is asked on a new one.
    pub(crate) fn change<T>(
        &mut self,
        request: impl Fn(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, Diagnosis> {
        self.try_change(request)
            .map_err(|error| self.explain(error))
    }

    /// As [`change`](Self::change), with the error as the client reports it.
    pub(crate) fn try_change<T>(
        &mut self,
        request: impl Fn(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        if self.closes {
            self.connect_again()?;
        }
        self.once(&request)
    }

    fn once<T>(
        &mut self,
        request: &impl Fn(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        point("kmip-ask");
        let response = match (&mut self.connection, &self.broken) {
            (Some(connection), _) => request(connection),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => unreachable!("the session is open"),
        };
        point("kmip-answered");
        response
    }

    /// What an error of this session means.
    pub(crate) fn explain(&self, error: ClientError) -> Diagnosis {
        explain(
            error,
            self.uri,
            &self.deadlines,
            self.facts(),
            self.presented,
        )
    }
}

/// Whether the connection ended instead of a response, after there had been one. Before the first, that is
/// how key managers refuse clients.
pub(super) fn is_closed(error: &ClientError) -> bool {
    let is_later = !matches!(
        error.stage,
        Stage::FirstRead | Stage::Connect | Stage::Handshake
    );
    is_later && matches!(error.cause, Cause::Closed)
}

/// Whether the connection ended instead of the first response.
fn is_closed_at_first(error: &ClientError) -> bool {
    matches!(error.stage, Stage::FirstRead) && matches!(error.cause, Cause::Closed)
}

/// Whether the key manager says that there is no such key.
pub(crate) fn is_missing(error: &ClientError) -> bool {
    matches!(&error.cause, Cause::Failed(failure) if matches!(
        failure.reason,
        ResultReason::ItemNotFound | ResultReason::ObjectNotFound | ResultReason::ObjectDestroyed
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_is_waited() {
        let long = Timeouts::default().deadlines();
        let short = Timeouts::Probe.deadlines();
        let seconds = |d: Deadlines| [d.connect, d.exchange, d.whole].map(|time| time.as_secs());
        assert_eq!(seconds(long), [10, 30, 30]);
        assert_eq!(seconds(short), [5, 5, 5]);
        assert_eq!(Timeouts::Operation.whole(), Duration::from_secs(30));
        assert_eq!(Timeouts::Probe.whole(), Duration::from_secs(5));
    }
}
