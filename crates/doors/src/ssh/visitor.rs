//! Who has come in by a connection, and when something was last heard.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pure_core::user::{LoginStamp, User, UserName};
use pure_core::{Context, Users};

use crate::door::Door;
use crate::passing::Passing;

/// How the history names this door.
const DOOR: &str = "SSH";

/// The context of who is not known yet.
pub(super) fn context(door: &Door) -> Context {
    door.context_by(None, DOOR)
}

/// The users of the array, for who is not known yet.
///
/// # Errors
/// When the array's state cannot be used.
pub(super) fn users(door: &Door) -> pure_core::Result<Users> {
    Users::open(&context(door))
}

/// Who has come in, for as long as the connection lasts.
#[derive(Debug)]
pub(super) struct Visitor {
    state: Mutex<State>,
    time: Arc<Passing>,
}

#[derive(Debug)]
struct State {
    user: Option<(UserName, LoginStamp)>,
    heard: Duration,
}

impl Visitor {
    /// Nobody yet.
    pub(super) fn nobody(time: &Arc<Passing>) -> Self {
        Self {
            state: Mutex::new(State {
                user: None,
                heard: time.now(),
            }),
            time: Arc::clone(time),
        }
    }

    /// That is who it is.
    pub(super) fn is(&self, user: &User) {
        self.state().user = Some((user.name.clone(), user.stamp));
    }

    /// Who it is, once that is known.
    pub(super) fn user(&self) -> Option<(UserName, LoginStamp)> {
        self.state().user.clone()
    }

    /// Something was heard, or said.
    pub(super) fn touch(&self) {
        self.state().heard = self.time.now();
    }

    /// For how long nothing was.
    pub(super) fn silence(&self) -> Duration {
        self.time.now().saturating_sub(self.state().heard)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
