//! The key manager as it was at one moment, to be put back later.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use pure_sqlite::{Running, Waiter};

use super::{KeyManager, KeyManagerError};
use crate::store::{Database, StoreError, files};

/// Under what its secrets are sealed: made once.
const MASTER_KEY: &str = "master.key";
/// The files beside the database.
const FILES: [&str; 3] = [MASTER_KEY, "ca.pem", "server.pem"];

impl KeyManager {
    /// Copies its state into the new folder `folder` (mode 0700); it may be running. The keys in it are as
    /// well protected as in its own folder: the master key lies beside them.
    ///
    /// # Errors
    /// When it cannot be read, or the folder not be written.
    pub fn save(&self, folder: &Path) -> Result<(), KeyManagerError> {
        let made = DirBuilder::new().mode(0o700).create(folder);
        made.map_err(|error| StoreError::io(folder, error))?;
        self.database().copy_to(folder)?;
        for name in FILES {
            if let Some(bytes) = files::read(&self.folder().join(name))? {
                files::replace(&folder.join(name), &bytes)?;
            }
        }
        Ok(())
    }

    /// Puts the state that was saved in `saved` in place of that of the key manager in `folder`. It may be
    /// running, unless it was made anew since: then its secrets are sealed under another master key.
    ///
    /// # Errors
    /// When it is running and another one, or the state cannot be written.
    pub fn restore(saved: &Path, folder: &Path, waiter: Waiter) -> Result<(), KeyManagerError> {
        let of = |place: &Path| files::read(&place.join(MASTER_KEY));
        if of(saved)? != of(folder)? {
            if let Some(running) = Running::find(folder).map_err(StoreError::from)? {
                return Err(StoreError::Running(Some(running.address)).into());
            }
            for name in FILES {
                if let Some(bytes) = files::read(&saved.join(name))? {
                    files::replace(&folder.join(name), &bytes)?;
                }
            }
        }
        // Opened, it is brought up to date.
        drop(Database::open(saved, waiter.clone())?);
        Ok(Database::open(folder, waiter)?.restore_from(saved)?)
    }
}
