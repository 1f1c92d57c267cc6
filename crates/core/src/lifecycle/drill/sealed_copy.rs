//! A copy of the array to play on: its database and its drives, and nothing of what it has in memory.

use std::cell::Cell;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::private_folder::PrivateFolder;
use crate::ground::{Array, Context, FileError, StoreError, TimeSource};
use crate::lifecycle::archive::{ArchiveError, DATABASE, DRIVES, Manifest};

/// A copy of the array in a private folder, in memory where there is one, which is overwritten when this is
/// dropped.
pub(super) struct SealedCopy {
    private: PrivateFolder,
    context: Context,
    id: Uuid,
    /// How many copies of it were made.
    copies: Cell<usize>,
}

impl SealedCopy {
    pub(super) fn of(array: &Array) -> Result<Self, ArchiveError> {
        let context = array.context();
        let private = PrivateFolder::new(context)?;
        let folder = private.path().join(COPY);
        make(&folder)?;
        Manifest::without_volumes(&array.exclusive()?, &folder)?;
        // What it tells is told by the array itself.
        let mut context = context.clone();
        context.on_notice = Arc::new(|_| ());
        Ok(Self {
            private,
            context,
            id: array.id(),
            copies: Cell::new(0),
        })
    }

    /// The copy, to be looked at only; at that time instead of the present one.
    pub(super) fn array(&self, at: Option<Timestamp>) -> Result<Array, StoreError> {
        self.open(&self.folder(), at)
    }

    /// A copy of it, to be changed.
    pub(super) fn another(&self) -> Result<Array, ArchiveError> {
        let number = self.copies.replace(self.copies.get() + 1);
        let folder = self.private.path().join(number.to_string());
        make(&folder)?;
        make(&folder.join(DRIVES))?;
        copy(&self.folder().join(DATABASE), &folder.join(DATABASE))?;
        let drives = self.folder().join(DRIVES);
        for drive in fs::read_dir(&drives).map_err(FileError::at(&drives))? {
            let drive = drive.map_err(FileError::at(&drives))?;
            copy(&drive.path(), &folder.join(DRIVES).join(drive.file_name()))?;
        }
        Ok(self.open(&folder, None)?)
    }

    fn folder(&self) -> PathBuf {
        self.private.path().join(COPY)
    }

    fn open(&self, folder: &Path, at: Option<Timestamp>) -> Result<Array, StoreError> {
        let array = Array::open_at(&self.context, self.id, folder)?;
        let Some(at) = at else { return Ok(array) };
        let mut context = self.context.clone();
        let moved = array.clock().offset().saturating_add(array.clock().skew());
        let source = at.checked_sub(moved).unwrap_or(at);
        context.time = TimeSource::Pinned(source);
        Array::open_at(&context, self.id, folder)
    }
}

const COPY: &str = "array";

fn make(folder: &Path) -> Result<(), FileError> {
    let made = DirBuilder::new().mode(0o700).create(folder);
    made.map_err(FileError::at(folder))
}

fn copy(from: &Path, to: &Path) -> Result<(), FileError> {
    fs::copy(from, to).map(drop).map_err(FileError::at(from))
}
