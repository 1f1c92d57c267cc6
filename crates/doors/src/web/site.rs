//! The console of one array.

use std::sync::Arc;

use pure_core::ErrorKind;
use pure_core::user::User;
use pure_pages::{KeptNotices, SessionCookie};
use tokio::sync::watch;

use super::token_seen::LastSeen;
use crate::door::Door;
use crate::session::Sessions;

/// The console of one array.
#[derive(Debug)]
pub(super) struct Site {
    /// The array.
    pub(super) door: Arc<Door>,
    /// Who has logged in here. The token of a page's session is none of the REST API.
    pub(super) sessions: Sessions,
    /// By which cookie they are known: one for each array, since browsers do not tell ports apart.
    pub(super) cookie: SessionCookie,
    /// What is told on the next page.
    pub(super) kept: KeptNotices,
    /// How the security token was when somebody looked last.
    pub(super) token: LastSeen,
    /// Whether the server is about to end.
    pub(super) ending: watch::Receiver<bool>,
}

impl Site {
    /// Of the array at that door.
    pub(super) fn new(door: Arc<Door>, ending: watch::Receiver<bool>) -> Self {
        Self {
            cookie: SessionCookie::of_site(&format!("console-{}", door.id)),
            sessions: Sessions::by(&door.time),
            door,
            kept: KeptNotices::default(),
            token: LastSeen::default(),
            ending,
        }
    }

    /// Whose session that is; `None` when it has ended, or the user is no more. A page that keeps itself up
    /// to date does not keep its session from idling out.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub(super) fn visitor(&self, session: &str, is_live: bool) -> pure_core::Result<Option<User>> {
        let name = match is_live {
            true => self.sessions.look(session),
            false => self.sessions.user(session),
        };
        let Some(name) = name else { return Ok(None) };
        match self.door.users(Some(&name))?.get(&name) {
            Ok(user) => Ok(Some(user).filter(|user| self.sessions.is_still(session, user))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
