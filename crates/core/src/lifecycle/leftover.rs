//! What commands that died left among the arrays: an array that was being made, one that was being deleted,
//! the folder that an export or import worked in. Nothing of it was ever shown, or is any more.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::ground::{Array, Context, Exclusive, Explain, FileError, Notice, wipe};
use crate::operation;

/// The file that is locked by who works in a folder.
const LOCK: &str = "lock";
/// The folder of an array that is being made.
pub(super) const BUILDING: &str = ".building";
/// How the name of a deleted array's folder begins, before its UUID.
pub(super) const DELETED: &str = ".deleted-";
/// How the name of a folder to work in begins, whose maker holds the file `lock` in it.
pub(super) const STAGING: &str = ".archive-";
/// In a folder to work in, the UUID of the array that is being made there out of another one, for as long as
/// it may have keys on a key manager that nothing else tells of.
pub(super) const COPYING: &str = "copying";
/// In a folder to work in, the array.
pub(super) const ARRAY: &str = "array";

/// Removes all of it. The home is locked: nobody makes or deletes an array.
///
/// # Errors
/// When something cannot be removed.
pub(super) fn sweep(context: &Context) -> Result<(), FileError> {
    for path in found(&context.home.arrays())? {
        if !is_in_use(&path) && give_up_keys(context, &path) {
            destroy(&path).map_err(FileError::at(&path))?;
        }
    }
    Ok(())
}

/// As [`sweep`], for a request that has met some and only reads: unless an array is being made or deleted
/// at the moment. What cannot be removed is left to another request.
pub(super) fn sweep_if_met(context: &Context) {
    let is_met = found(&context.home.arrays()).is_ok_and(|found| !found.is_empty());
    if is_met && let Ok(Some(_lock)) = context.home.try_lock() {
        let _ = sweep(context);
    }
}

/// What looks like it among the arrays.
fn found(arrays: &Path) -> Result<Vec<PathBuf>, FileError> {
    let is_left = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| {
            name == BUILDING || name.starts_with(DELETED) || name.starts_with(STAGING)
        })
    };
    let entries = fs::read_dir(arrays).map_err(FileError::at(arrays))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let paths: io::Result<Vec<PathBuf>> = paths.collect();
    let mut paths = paths.map_err(FileError::at(arrays))?;
    paths.retain(is_left);
    Ok(paths)
}

/// Whether somebody works there.
fn is_in_use(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => false,
    }
}

/// Destroys the keys on key managers of an array that was deleted, or was being made out of another one, and
/// says of each that stays. Returns whether nothing in the folder tells of a key any more.
fn give_up_keys(context: &Context, folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let (id, array) = match name.and_then(|name| name.strip_prefix(DELETED)) {
        Some(id) => (id.parse().ok(), folder.to_owned()),
        None => {
            let id = fs::read_to_string(folder.join(COPYING)).ok();
            let id = id.and_then(|id| id.trim_end().parse().ok());
            (id, folder.join(ARRAY))
        }
    };
    match id.filter(|_| array.is_dir()) {
        Some(id) => Array::open_at(context, id, &array).map_or(true, |array| discard_keys(&array)),
        None => true,
    }
}

/// Destroys the keys that the array has on key managers, and says of each that stays. Returns whether it is
/// known which there are.
pub(super) fn discard_keys(array: &Array) -> bool {
    match array.exclusive() {
        Ok(exclusive) => discard_keys_under(&exclusive),
        Err(error) => {
            array.context().tell(&Notice::KeysLeft(error.message()));
            false
        }
    }
}

/// The same of an array that is locked already.
pub(super) fn discard_keys_under(exclusive: &Exclusive<'_>) -> bool {
    let context = exclusive.array().context();
    let discarded = operation::discard_all_keys(exclusive);
    match &discarded {
        Ok(left) => left.iter().for_each(|notice| context.tell(notice)),
        Err(error) => context.tell(&Notice::KeysLeft(error.message())),
    }
    discarded.is_ok()
}

/// Removes the folder of an array, or one with an array in it. What holds keys is overwritten before it
/// goes, as far as it can be: the database and its log, and the drives. Of the volumes the keys are enough.
/// The file by whose lock it is known that somebody works there goes after them.
pub(super) fn destroy(folder: &Path) -> io::Result<()> {
    let array = folder.join(ARRAY);
    for part in [
        folder,
        &folder.join("drives"),
        &array,
        &array.join("drives"),
    ] {
        let entries = fs::read_dir(part).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        for file in files.filter(|file| file.file_name() != LOCK) {
            // Removed all the same, below.
            let _ = wipe(&file.path());
        }
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::lifecycle::{Layout, create, list};

    #[test]
    fn whoever_meets_it_removes_it() {
        let home = TestHome::with(&["pure01"]);
        let arrays = home.context.home.arrays();
        let names = || {
            let entries = fs::read_dir(&arrays).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
            names.sort();
            names
        };
        let before = names();
        let leave = || {
            for folder in [".building", ".archive-x1", ".archive-x2", ".deleted-y"] {
                let drives = arrays.join(folder).join("drives");
                fs::create_dir_all(&drives).unwrap();
                fs::write(drives.join("CH0.BAY0"), "a share").unwrap();
            }
            fs::write(arrays.join(".archive-x2/lock"), "").unwrap();
        };
        leave();
        // What has it open sees what is on the medium.
        let mut drive = File::open(arrays.join(".building/drives/CH0.BAY0")).unwrap();
        let used = File::open(arrays.join(".archive-x2/lock")).unwrap();
        used.lock().unwrap();
        // Not beside somebody who may be making one.
        let lock = home.context.home.lock(&home.context.waiter()).unwrap();
        list(&home.context).unwrap();
        assert_eq!(names().len(), before.len() + 4);
        drop(lock);
        list(&home.context).unwrap();
        assert_eq!(names()[..1], [".archive-x2"]);
        assert_eq!(names().len(), before.len() + 1);
        let mut left = String::new();
        io::Read::read_to_string(&mut drive, &mut left).unwrap();
        assert_eq!(left, "\0".repeat(7));
        drop(used);
        leave();
        create(
            &home.context,
            &"pure02".parse().unwrap(),
            &Layout::default(),
        )
        .unwrap();
        assert_eq!(names().len(), before.len() + 1);
    }
}
