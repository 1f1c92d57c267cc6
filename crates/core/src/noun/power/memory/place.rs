//! The folders in which memories lie.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::ground::{MemoryPlace, MemoryPlaces, home};

/// What `statfs` calls the file systems that lie in memory (Linux, `linux/magic.h`).
const TMPFS: i64 = 0x0102_1994;
const RAMFS: i64 = 0x8584_58f6;

/// A folder that serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Whether that is to be told: nobody has chosen the disk.
    pub(super) is_on_disk: bool,
}

/// The folders that serve, made where they were missing, the best first; and why others do not.
pub(super) fn usable(places: &MemoryPlaces) -> (Vec<Place>, Vec<String>) {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    match places {
        MemoryPlaces::In(folder) => match home::private_folder(folder) {
            Ok(()) => found.push(Place {
                folder: folder.clone(),
                is_on_disk: false,
            }),
            Err(error) => refused.push(error.to_string()),
        },
        MemoryPlaces::FirstOf(places) => {
            for place in places {
                match make(place) {
                    Ok(place) => found.push(place),
                    Err(error) => refused.push(format!("{}: {error}.", place.within.display())),
                }
            }
            // What does not fit into memory does not go to the disk.
            if found.iter().any(|place| !place.is_on_disk) {
                found.retain(|place| !place.is_on_disk);
            }
        }
    }
    (found, refused)
}

/// The folders that are there, in which a memory may have been left.
pub(super) fn existing(places: &MemoryPlaces) -> Vec<PathBuf> {
    match places {
        MemoryPlaces::In(folder) => own(folder.clone()).into_iter().collect(),
        MemoryPlaces::FirstOf(places) => places.iter().flat_map(ours).collect(),
    }
}

/// Makes the folder of that place, unless it is there.
fn make(place: &MemoryPlace) -> io::Result<Place> {
    check_shared(&fs::metadata(&place.within)?)?;
    let folder = match ours(place).into_iter().next() {
        Some(folder) => folder,
        None => new(place)?,
    };
    Ok(Place {
        is_on_disk: !is_memory(&folder)?,
        folder,
    })
}

fn new(place: &MemoryPlace) -> io::Result<PathBuf> {
    let folder = place.within.join(&place.name);
    let made = home::private_folder(&folder);
    if made.is_ok() {
        return Ok(folder);
    }
    // Another user has taken the name.
    let folder = tempfile::Builder::new()
        .prefix(&format!("{}.", place.name))
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(&place.within)?;
    Ok(folder.keep())
}

/// The folders of that place that are ours: the one of that name, else those that begin like it.
fn ours(place: &MemoryPlace) -> Vec<PathBuf> {
    let folder = place.within.join(&place.name);
    if fs::symlink_metadata(&folder).is_err() {
        return Vec::new();
    }
    if let Some(folder) = own(folder) {
        return vec![folder];
    }
    let begins = format!("{}.", place.name);
    let entries = fs::read_dir(&place.within).into_iter().flatten().flatten();
    let named = entries.filter(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with(&begins))
    });
    named.filter_map(|entry| own(entry.path())).collect()
}

fn own(folder: PathBuf) -> Option<PathBuf> {
    home::check_private(&folder).is_ok().then_some(folder)
}

/// Refuses a folder in which others could rename or delete what is ours.
fn check_shared(found: &Metadata) -> io::Result<()> {
    const STICKY: u32 = 0o1000;
    const WRITABLE_BY_OTHERS: u32 = 0o022;

    let is_trusted = found.uid() == 0 || found.uid() == rustix::process::geteuid().as_raw();
    let mode = found.mode();
    if !found.is_dir() {
        Err(io::ErrorKind::NotADirectory.into())
    } else if is_trusted && (mode & WRITABLE_BY_OTHERS == 0 || mode & STICKY != 0) {
        Ok(())
    } else {
        Err(io::Error::other("others can change what is in it"))
    }
}

/// Whether it lies in memory.
fn is_memory(folder: &Path) -> io::Result<bool> {
    let kind = rustix::fs::statfs(folder)?.f_type;
    Ok([TMPFS, RAMFS].contains(&kind))
}
