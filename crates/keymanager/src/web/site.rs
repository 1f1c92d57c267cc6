//! The pages of one key manager.

use std::sync::Arc;

use pure_pages::{KeptNotices, SessionCookie};
use tokio::sync::Semaphore;

use crate::model::KeyManager;

/// The pages of one key manager.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) manager: Arc<KeyManager>,
    pub(super) cookie: SessionCookie,
    /// What is told on the next page.
    pub(super) kept: KeptNotices,
    /// One password is checked at a time: the others wait here, where they hold no thread.
    pub(super) passwords: Arc<Semaphore>,
}

impl Site {
    pub(super) fn new(manager: &Arc<KeyManager>) -> Self {
        Self {
            manager: Arc::clone(manager),
            cookie: SessionCookie::of_site("keymanager"),
            kept: KeptNotices::default(),
            passwords: Arc::new(Semaphore::new(1)),
        }
    }
}
