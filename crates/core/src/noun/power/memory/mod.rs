//! The array's memory while it has power: the data encryption key, in a file on a memory file system.
//!
//! Where it lies is chosen when the array is switched on and recorded in its database: whoever asks
//! later, with whatever environment, finds it there. It belongs to one boot of the host and to one folder
//! of the array. When it is gone and the array was not switched off, the array has lost power.

mod file;
mod hold;
mod keep;
mod place;
mod record;
mod sweep;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::PowerError;
use crate::ground::{Array, Context, FileError, StoreError};
use crate::key::Dek;

pub(crate) use file::Owner;
pub(crate) use hold::Held;
pub(crate) use keep::{Kept, keep};

/// What is in memory. As long as this value lives, the power is not switched off.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) dek: Dek,
    _used: File,
}

impl Memory {
    /// What is in the array's memory; `None` when it lost power, or never had any.
    ///
    /// # Errors
    /// When it is there and cannot be read, or is taken away for too long.
    pub(crate) fn read(array: &Array) -> Result<Option<Self>, PowerError> {
        Self::read_at(array, recorded(array)?)
    }

    /// As [`read`](Self::read), where it is recorded to be.
    pub(in crate::noun::power) fn read_at(
        array: &Array,
        recorded: Option<PathBuf>,
    ) -> Result<Option<Self>, PowerError> {
        let Some(path) = recorded else {
            return Ok(None);
        };
        let failed = FileError::at(&path);
        let Some(file) = file::open(&path).map_err(&failed)? else {
            return Ok(None);
        };
        if !pure_sqlite::lock::shared(&file, array.waiter()).map_err(&failed)? {
            return Err(StoreError::Busy.into());
        }
        let bytes = file::read(&file).map_err(&failed)?;
        let record = record::Record::parse(&bytes);
        let record = record.filter(|record| Some(record.boot) == record::Boot::current());
        Ok(record.map(|record| Self {
            dek: record.dek,
            _used: file,
        }))
    }
}

/// The best of the context's folders for what is to be in memory; `None` when there is none.
pub(crate) fn folder(context: &Context) -> Option<PathBuf> {
    let (places, _) = place::usable(&context.memory);
    places.into_iter().next().map(|place| place.folder)
}

/// Whose memory it is that the open array has.
pub(crate) fn owner(array: &Array) -> Owner {
    Owner {
        id: array.id(),
        folder: array.folder_id(),
    }
}

/// Where its memory lies; `None` when it has none.
///
/// # Errors
/// When the array's state or its memory cannot be read.
pub(crate) fn memory_path(array: &Array) -> Result<Option<PathBuf>, PowerError> {
    match Memory::read(array)? {
        Some(_) => recorded(array).map_err(PowerError::from),
        None => Ok(None),
    }
}

/// The array's memory, to be taken away: waits for those who use it.
///
/// # Errors
/// When others use it for too long, or it cannot be opened.
pub(crate) fn hold(array: &Array) -> Result<Held, PowerError> {
    let mut paths = owner(array).files_in(&place::existing(&array.context().memory));
    if let Some(recorded) = recorded(array)?
        && !paths.contains(&recorded)
    {
        paths.push(recorded);
    }
    Held::new(paths, array.waiter())
}

/// Wipes the memory of the array `owner`: of one that cannot be opened, too.
///
/// # Errors
/// When others use it for too long, or it cannot be overwritten.
pub(crate) fn clear_of(context: &Context, owner: &Owner) -> Result<(), PowerError> {
    let files = owner.files_in(&place::existing(&context.memory));
    let held = Held::new(files, &context.waiter())?;
    held.wipe()?;
    held.remove();
    Ok(())
}

/// Whether the array has left a memory in one of the places: one that is off has none.
pub(crate) fn is_left(array: &Array) -> bool {
    let files = owner(array).files_in(&place::existing(&array.context().memory));
    files.iter().any(|path| path.exists())
}

/// Where the database says that its memory lies. A copy of the array does not have that memory.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn recorded(array: &Array) -> Result<Option<PathBuf>, StoreError> {
    let path = array.store().read(|db| {
        let mut statement = db.prepare_cached("SELECT memory FROM array")?;
        let bytes: Option<Vec<u8>> = statement.query_row([], |row| row.get(0))?;
        Ok::<_, StoreError>(bytes.map(|bytes| PathBuf::from(OsStr::from_bytes(&bytes))))
    })?;
    Ok(path.filter(|path| is_own(array, path)))
}

/// Whether that is a file of this array's memory: what was recorded may be that of the array of which this one
/// is a copy.
pub(in crate::noun::power) fn is_own(array: &Array, path: &Path) -> bool {
    let name = owner(array).file_name();
    path.file_name().is_some_and(|found| found == name.as_str())
}
