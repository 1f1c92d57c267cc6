//! Keeping the data encryption key in memory from now on.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::record::{Boot, Mounts, Record};
use super::{Owner, file, place, sweep};
use crate::ground::{Context, FileError, Notice};
use crate::key::Dek;
use crate::noun::power::PowerError;

/// A memory that was just written. As long as this value lives nobody else uses it, or takes it for one
/// that was left behind.
#[derive(Debug)]
pub(crate) struct Kept {
    path: PathBuf,
    file: File,
}

impl Kept {
    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Wipes it: the array is not on after all.
    pub(crate) fn undo(self) {
        let _ = file::wipe_and_remove(&self.path, &self.file);
    }
}

/// Keeps the key of the array `owner`, whose folder is (or soon will be) `folder`, in the best place for
/// it, where it lies until the power goes. What others have left there is wiped.
///
/// # Errors
/// When no place can hold it, or the host does not say which boot this is.
pub(crate) fn keep(
    context: &Context,
    owner: &Owner,
    folder: &Path,
    dek: &Dek,
) -> Result<Kept, PowerError> {
    let boot = Boot::current().ok_or(PowerError::BootUnknown)?;
    let record = Record {
        boot,
        dek: dek.clone(),
        folder: folder.to_owned(),
        mounts: Mounts::current(),
    };
    let bytes = record.to_bytes();
    let (places, mut refused) = place::usable(&context.memory);
    for place in places {
        sweep::sweep(&place.folder, boot);
        let path = place.folder.join(owner.file_name());
        match write(context, &path, &bytes) {
            Ok(file) => {
                if place.is_on_disk {
                    context.tell(&Notice::MemoryOnDisk(place.folder));
                }
                return Ok(Kept { path, file });
            }
            Err(error) => refused.push(FileError::at(&path)(error).to_string()),
        }
    }
    Err(PowerError::NoMemory(refused.join(" ")))
}

fn write(context: &Context, path: &Path, bytes: &[u8]) -> io::Result<File> {
    let file = loop {
        let file = file::create(path)?;
        if !pure_sqlite::lock::exclusive(&file, &context.waiter())? {
            return Err(io::Error::other("another command uses it"));
        }
        if file::is_there(&file) {
            break file;
        }
    };
    match file::write(&file, bytes) {
        Ok(()) => Ok(file),
        Err(error) => {
            let _ = file::wipe_and_remove(path, &file);
            Err(error)
        }
    }
}
