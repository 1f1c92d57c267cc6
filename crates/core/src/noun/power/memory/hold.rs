//! Taking the memory away: after those who use it, and in a way that can be undone until it counts.

use std::fs::File;
use std::path::PathBuf;

use pure_sqlite::Waiter;
use zeroize::Zeroizing;

use super::file;
use crate::ground::FileError;
use crate::noun::power::PowerError;

/// The files of an array's memory, which nobody else uses as long as this value lives.
#[derive(Default)]
pub(crate) struct Held(Vec<HeldFile>);

struct HeldFile {
    path: PathBuf,
    file: File,
    bytes: Zeroizing<Vec<u8>>,
}

impl Held {
    /// Waits for those who use any of those files; those that are missing are left out.
    ///
    /// # Errors
    /// When others use one for too long, or it cannot be opened.
    pub(super) fn new(paths: Vec<PathBuf>, waiter: &Waiter) -> Result<Self, PowerError> {
        let mut held = Self::default();
        for path in paths {
            if let Some(file) = file::open_to_write(&path).map_err(FileError::at(&path))? {
                held.add(path, file, waiter)?;
            }
        }
        Ok(held)
    }

    fn add(&mut self, path: PathBuf, file: File, waiter: &Waiter) -> Result<(), PowerError> {
        let failed = FileError::at(&path);
        if !pure_sqlite::lock::exclusive(&file, waiter).map_err(&failed)? {
            return Err(PowerError::InUse);
        }
        let bytes = file::read(&file).map_err(&failed)?;
        drop(failed);
        self.0.push(HeldFile { path, file, bytes });
        Ok(())
    }

    /// Overwrites what is in memory.
    ///
    /// # Errors
    /// When it cannot be overwritten.
    pub(crate) fn wipe(&self) -> Result<(), PowerError> {
        for held in &self.0 {
            file::wipe(&held.file).map_err(FileError::at(&held.path))?;
        }
        Ok(())
    }

    /// Puts back what was wiped: the array is not off after all.
    pub(crate) fn restore(self) {
        for held in &self.0 {
            let _ = file::write(&held.file, &held.bytes);
        }
    }

    /// Removes what was wiped. What stays is empty, and is removed the next time.
    pub(crate) fn remove(self) {
        for held in &self.0 {
            let _ = std::fs::remove_file(&held.path);
        }
    }
}
