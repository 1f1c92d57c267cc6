//! The pages of one key manager.

use std::sync::Arc;

use pure_pages::{KeptNotices, SessionCookie};

use crate::model::KeyManager;
use crate::password_turns::PasswordTurns;

/// The pages of one key manager.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) manager: Arc<KeyManager>,
    pub(super) cookie: SessionCookie,
    /// What is told on the next page.
    pub(super) kept: KeptNotices,
    pub(super) turns: PasswordTurns,
}

impl Site {
    pub(super) fn new(manager: &Arc<KeyManager>, turns: &PasswordTurns) -> Self {
        Self {
            manager: Arc::clone(manager),
            cookie: SessionCookie::of_site("keymanager"),
            kept: KeptNotices::default(),
            turns: turns.clone(),
        }
    }
}
