//! Wiping the memories of arrays that are gone, and of other boots.

use std::fs;
use std::io;
use std::path::Path;

use super::file::{self, Owner};
use super::record::{Boot, Mounts, Record, boot_of_release_0_1};
use crate::ground::FolderId;

/// Wipes what no array has any more. What cannot be wiped is left to the next one: it is not in the way.
pub(super) fn sweep(folder: &Path, boot: Boot) {
    let mounts = Mounts::current();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // A memory that somebody holds is in use, or just being written.
        if let Ok(Some(file)) = file::open_to_write(&path)
            && file.try_lock().is_ok()
            && file::is_there(&file)
            && let Ok(bytes) = file::read(&file)
            && is_left(entry.file_name().to_str(), &bytes, (boot, mounts))
        {
            let _ = file::wipe_and_remove(&path, &file);
        }
    }
}

/// Whether that file is left over, as a process of that boot which sees those file systems can tell.
fn is_left(name: Option<&str>, bytes: &[u8], (boot, mounts): (Boot, Mounts)) -> bool {
    match (name.and_then(Owner::of_file_name), Record::parse(bytes)) {
        (Some(_), None) => true,
        (Some(owner), Some(record)) => {
            record.boot != boot || (record.mounts == mounts && is_gone(&owner, &record))
        }
        // Whose it is cannot be told.
        (None, _) => boot_of_release_0_1(bytes).is_some_and(|of| of != boot),
    }
}

/// Whether the array's folder is no longer there. Who sees other file systems than the one that wrote
/// it, as in a container, cannot tell and does not ask; nor can anybody while the array's file system is
/// not mounted.
fn is_gone(owner: &Owner, record: &Record) -> bool {
    match FolderId::of(&record.folder) {
        Ok(found) => found != owner.folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => record
            .folder
            .ancestors()
            .find_map(|folder| FolderId::of(folder).ok())
            .is_some_and(|folder| folder.device() == owner.folder.device()),
        Err(_) => false,
    }
}
