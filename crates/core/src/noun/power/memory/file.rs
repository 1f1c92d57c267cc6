//! The file of one array's memory: found, locked, read, overwritten.
//!
//! Whoever uses what is in it holds it by a shared lock, and whoever takes it away, or writes it, by an
//! exclusive one. It is written in place, so that there is never a second copy.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use rustix::fs::OFlags;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::ground::{FolderId, fault};

/// More than any record: the longest path has 4096 bytes.
const LONGEST: u64 = 8 << 10;

/// Whose memory it is: an array's in that folder, so that a copy of the array has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) id: Uuid,
    pub(crate) folder: FolderId,
}

impl Owner {
    /// The name of the file.
    pub(super) fn file_name(&self) -> String {
        let Self { id, folder } = self;
        format!("{id}.{}.{}", folder.device(), folder.inode())
    }

    /// The one whose file has that name.
    pub(super) fn of_file_name(name: &str) -> Option<Self> {
        let mut parts = name.split('.');
        let id = parts.next()?.parse().ok()?;
        let device = parts.next()?.parse().ok()?;
        let folder = FolderId::new(device, parts.next()?.parse().ok()?);
        let owner = Self { id, folder };
        (owner.file_name() == name).then_some(owner)
    }

    /// The name of the file in release 0.1.
    pub(super) fn old_file_name(&self) -> String {
        let identity = format!("{} {}", self.id, self.folder);
        hex::encode(&digest(&SHA256, identity.as_bytes()).as_ref()[..16])
    }

    /// The files that it may have in those folders.
    pub(super) fn files_in(&self, folders: &[PathBuf]) -> Vec<PathBuf> {
        let names = [self.file_name(), self.old_file_name()];
        let files = |folder: &PathBuf| names.clone().map(|name| folder.join(name));
        folders.iter().flat_map(files).collect()
    }
}

/// Opens it to read; `None` when it is gone, or not ours.
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    open_with(path, OpenOptions::new().read(true))
}

/// Opens it to read and overwrite; `None` when it is gone, or not ours.
pub(super) fn open_to_write(path: &Path) -> io::Result<Option<File>> {
    open_with(path, OpenOptions::new().read(true).write(true))
}

/// Opens it to write, and makes it, mode 0600, when it is missing.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).mode(0o600);
    let file = open_with(path, &mut options)?;
    file.ok_or_else(|| io::Error::other("it is another user's, or open to others"))
}

fn open_with(path: &Path, options: &mut OpenOptions) -> io::Result<Option<File>> {
    let no_link = OFlags::NOFOLLOW.bits().cast_signed();
    let file = match options.custom_flags(no_link).open(path) {
        Ok(file) => file,
        Err(error) if is_gone(path, &error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = file.metadata()?;
    let is_ours = found.is_file() && is_own(&found) && found.mode() & 0o077 == 0;
    Ok(is_ours.then_some(file))
}

/// Whether that error says that there is no file of ours: the folder may have become another user's.
fn is_gone(path: &Path, error: &io::Error) -> bool {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => true,
        io::ErrorKind::PermissionDenied => path
            .parent()
            .and_then(|folder| fs::symlink_metadata(folder).ok())
            .is_some_and(|folder| !is_own(&folder)),
        // A symbolic link.
        _ => error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()),
    }
}

fn is_own(found: &fs::Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw()
}

/// Whether it is still there: while one waited for its lock, another may have taken it away.
pub(super) fn is_there(file: &File) -> bool {
    file.metadata().is_ok_and(|found| found.nlink() > 0)
}

/// What is in it.
pub(super) fn read(file: &File) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = usize::try_from(file.metadata()?.len().min(LONGEST)).unwrap_or_default();
    // Its whole length at once: a vector that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes that in place of what is in it.
pub(super) fn write(file: &File, bytes: &[u8]) -> io::Result<()> {
    fault::io()?;
    file.write_all_at(bytes, 0)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_data()
}

/// Overwrites what is in it.
pub(super) fn wipe(file: &File) -> io::Result<()> {
    let length = file.metadata()?.len().min(LONGEST);
    fault::io()?;
    let zeros = vec![0; usize::try_from(length).unwrap_or_default()];
    file.write_all_at(&zeros, 0)?;
    file.sync_data()
}

/// Overwrites and removes it.
pub(super) fn wipe_and_remove(path: &Path, file: &File) -> io::Result<()> {
    wipe(file)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
