//! A session with one URI, whose errors are diagnoses.

use std::time::Duration;

use kmip::client::{ClientError, Connection, Deadlines, SessionFacts, TlsSettings};

use crate::ground::fault::point;
use crate::noun::kmip_server::diagnosis::{Diagnosis, PresentedIdentity, explain};
use crate::noun::kmip_server::uri::Uri;

/// How long a key manager is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timeouts {
    /// 10 seconds to connect, 30 seconds in all: for everything that depends on the response.
    #[default]
    Operation,
    /// 5 seconds in all: for showing a state.
    Probe,
}

impl Timeouts {
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
        }
    }

    /// What is known of the session so far.
    pub(crate) fn facts(&self) -> &SessionFacts {
        self.connection
            .as_ref()
            .map_or(&self.facts, Connection::facts)
    }

    /// Connects, and agrees on a version of KMIP.
    pub(crate) fn open(&mut self) -> Result<(), Diagnosis> {
        let endpoint = self.uri.endpoint();
        let opened =
            Connection::open_with(endpoint, self.settings, &self.deadlines, &mut self.facts);
        match opened {
            Ok(connection) => self.connection = Some(connection),
            Err(error) => return Err(self.explain(error)),
        }
        self.call(Connection::discover_versions).map(drop)
    }

    /// Asks the key manager something; the session has to be open.
    pub(crate) fn call<T>(
        &mut self,
        ask: impl FnOnce(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, Diagnosis> {
        self.try_call(ask).map_err(|error| self.explain(error))
    }

    /// As [`call`](Self::call), with the error as the client reports it.
    pub(crate) fn try_call<T>(
        &mut self,
        ask: impl FnOnce(&mut Connection) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        point("kmip-ask");
        let response = ask(self.connection.as_mut().expect("the session is open"));
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
    }
}
