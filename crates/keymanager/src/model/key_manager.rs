//! The key manager: its database, its master key, its clock.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pure_sqlite::Waiter;

use super::log_ins::LogIns;
use super::recent::Recent;
use super::session::Sessions;
use super::turns::Turns;
use super::waiting::Waiting;
use super::{Actor, KeyManagerError, random};
use crate::store::{Database, MasterKey, StoreError, Tx};

/// Tells the time in seconds since 1970 UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The key manager, as somebody uses it: its database, its master key, its clock, and who it is.
#[derive(Clone)]
pub struct KeyManager {
    state: Arc<State>,
    actor: Actor,
}

/// What all who use the key manager in a process share.
pub(super) struct State {
    database: Database,
    master_key: MasterKey,
    clock: Clock,
    recent: Recent,
    turns: Turns,
    waiting: Waiting,
    sessions: Sessions,
    log_ins: LogIns,
    /// Whether a key is handed out only when Export was asked for when it was made.
    is_strict: AtomicBool,
}

impl std::fmt::Debug for KeyManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyManager")
            .field("folder", &self.folder())
            .finish_non_exhaustive()
    }
}

impl State {
    /// The events that wait to be written down.
    pub(super) fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// Writes down what waits.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        loop {
            let events = self.waiting.take();
            if events.is_empty() {
                return Ok(());
            }
            let written = self.database.write(|tx| {
                for event in &events {
                    tx.insert_event(event)?;
                    tx.settle_event(event)?;
                }
                tx.trim_events()
            });
            if let Err(error) = written {
                self.waiting.put_back(events);
                return Err(error);
            }
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Err(error) = self.settle() {
            tracing::warn!("the end of the audit log could not be written: {error}");
        }
    }
}

impl KeyManager {
    /// Opens the key manager in `folder`, which is made when it is missing (mode 0700). While others
    /// write it waits in silence, for 30 seconds at most.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open(folder: &Path, clock: Clock) -> Result<Arc<Self>, KeyManagerError> {
        Self::open_with(folder, clock, Waiter::silent())
    }

    /// The same; while others write, `waiter` waits.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open_with(
        folder: &Path,
        clock: Clock,
        waiter: Waiter,
    ) -> Result<Arc<Self>, KeyManagerError> {
        let database = Database::open(folder, waiter)?;
        let master_key = MasterKey::open(&folder.join("master.key"))?;
        Ok(Arc::new(Self {
            state: Arc::new(State {
                database,
                master_key,
                clock,
                recent: Recent::default(),
                turns: Turns::default(),
                waiting: Waiting::default(),
                sessions: Sessions::default(),
                log_ins: LogIns::default(),
                is_strict: AtomicBool::new(false),
            }),
            actor: Actor::OPERATOR,
        }))
    }

    /// The same key manager, used by somebody else: what is changed by it is in the log as theirs.
    #[must_use]
    pub fn by(&self, actor: Actor) -> Self {
        Self {
            state: Arc::clone(&self.state),
            actor,
        }
    }

    /// Who uses it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// From now on a key that was made without the operation Export is not handed out, as DSM does it.
    pub fn set_strict(&self, strict: bool) {
        self.state.is_strict.store(strict, Ordering::Relaxed);
    }

    /// Whether a key that was made without the operation Export is not handed out.
    pub fn is_strict(&self) -> bool {
        self.state.is_strict.load(Ordering::Relaxed)
    }

    pub(super) fn state(&self) -> &Arc<State> {
        &self.state
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.state.sessions
    }

    pub(super) fn log_ins(&self) -> &LogIns {
        &self.state.log_ins
    }

    /// The folder of its state.
    pub fn folder(&self) -> &Path {
        self.state.database.folder()
    }

    /// Its time, in seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.state.clock)()
    }

    pub(super) fn database(&self) -> &Database {
        &self.state.database
    }

    /// What was made just now.
    pub(crate) fn recent(&self) -> &Recent {
        &self.state.recent
    }

    /// Whose turn it is among the default members of groups.
    pub(crate) fn turns(&self) -> &Turns {
        &self.state.turns
    }

    pub(crate) fn master_key(&self) -> &MasterKey {
        &self.state.master_key
    }

    /// Makes everything it generates follow from a seed: for reproducible tests, and for nothing else.
    ///
    /// # Errors
    /// When it already holds anything that does not.
    pub fn set_seed(&self, seed: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| random::set_seed(tx, seed))
    }

    /// Whether everything it generates follows from a seed.
    ///
    /// # Errors
    /// When its state cannot be read.
    pub fn is_seeded(&self) -> Result<bool, KeyManagerError> {
        self.read(|tx| Ok(tx.seed()?.is_some()))
    }

    /// Reads: every statement of `work` sees the same state.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.state.database.read(work)
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`, and undone otherwise.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.state.database.write(work)
    }
}
