//! Whose turn it is to have a password checked, by REST or by the pages.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use crate::model::KeyManager;

/// One password is checked at a time: the others wait here, where they hold no thread.
#[derive(Clone, Debug)]
pub(crate) struct PasswordTurns(Arc<Semaphore>);

impl Default for PasswordTurns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl PasswordTurns {
    /// Waits for a turn, which lasts until what is returned is dropped. Who fails again and again waits longer,
    /// also when all of it comes at once.
    pub(crate) async fn wait(
        &self,
        manager: &KeyManager,
        user: Option<&str>,
    ) -> Option<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.0).acquire_owned().await.ok();
        let delay = manager.log_in_delay(user);
        if delay.is_zero() {
            return turn;
        }
        drop(turn);
        sleep(delay).await;
        Arc::clone(&self.0).acquire_owned().await.ok()
    }
}
