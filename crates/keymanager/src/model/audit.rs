//! The audit log: who did what, with what, when, from where, and whether it was done.
//!
//! What is changed is written down in the transaction that changes it. What only reads, or is refused,
//! is written down within half a second, so that reading stays as fast as it is.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::key_manager::State;
use super::{Actor, Event, EventFilter, EventKind, KeyManager, KeyManagerError};
use crate::store::{StoreError, Tx};

/// How long an event may wait until it is written down.
const DELAY: Duration = Duration::from_millis(300);
/// What an event is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About<'a> {
    /// The UUID of the account.
    pub(crate) account: Option<&'a str>,
    /// The UUID of what is changed or used.
    pub(crate) object: Option<&'a str>,
    /// The UUID of the group of that.
    pub(crate) group: Option<&'a str>,
}

/// Writes down what waits as long as the key manager is there.
fn attend(state: &Weak<State>) {
    loop {
        std::thread::sleep(DELAY);
        let Some(state) = state.upgrade() else { return };
        if let Err(error) = state.settle() {
            tracing::debug!("the audit log is late: {error}");
        }
    }
}

impl KeyManager {
    /// An event of the actor, which was done.
    pub(crate) fn event(&self, kind: EventKind, action: &str, about: About<'_>) -> Event {
        let Actor { who, door, client } = self.actor();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Event {
            number: 0,
            time: self.now().saturating_mul(1000),
            account: owned(about.account),
            kind,
            door: (*door).to_owned(),
            actor: who.kept(),
            name: who.name().to_owned(),
            client: client.map(|client| client.to_string()),
            action: action.to_owned(),
            object: owned(about.object),
            group: owned(about.group),
            done: true,
            message: String::new(),
        }
    }

    /// Writes down in the same transaction that something was changed.
    pub(crate) fn note(
        &self,
        tx: Tx<'_>,
        action: &str,
        about: About<'_>,
        message: String,
    ) -> Result<(), StoreError> {
        let mut event = self.event(EventKind::Administrative, action, about);
        event.message = message;
        tx.insert_event(&event)
    }

    /// Writes events down soon.
    pub(crate) fn note_later(&self, events: impl IntoIterator<Item = Event>) {
        if self.state().waiting().add(events) {
            let state = Arc::downgrade(self.state());
            let attendant = std::thread::Builder::new().stack_size(256 << 10);
            // Without a thread they are written down at the end.
            let _ = attendant.spawn(move || attend(&state));
        }
    }

    /// Writes down what waits, as before the end of the process.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(&self) -> Result<(), KeyManagerError> {
        Ok(self.state().settle()?)
    }

    /// The number of the newest event, which each change moves on.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn newest_event(&self) -> Result<i64, KeyManagerError> {
        self.read(|tx| Ok(tx.newest_event()?))
    }

    /// The events that are wanted, the newest first.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, KeyManagerError> {
        let _ = self.settle();
        self.read(|tx| Ok(tx.events(filter)?))
    }
}
