//! The file of a database: its mode, and whether it is still the same.

use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::Error;

/// Which file it is, whatever its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// The file that lies at `path` now.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        path.metadata().ok().map(|found| Self::from(&found))
    }
}

impl From<&Metadata> for FileId {
    fn from(found: &Metadata) -> Self {
        Self {
            device: found.dev(),
            inode: found.ino(),
        }
    }
}

/// Refuses a file that others than its owner may read or write.
pub(crate) fn check_private(path: &Path) -> Result<FileId, Error> {
    let found = path.metadata().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => Error::io(path, source),
    })?;
    match found.permissions().mode() & 0o077 {
        0 => Ok(FileId::from(&found)),
        _ => Err(Error::OpenToOthers(path.to_owned())),
    }
}

/// The file beside `path` whose name is longer by `suffix`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Makes the empty file `path`, mode 0600, if there is none.
///
/// It is made under another name, so that no connection of this process can have it open when this
/// closes it: closing any handle of a file ends all locks that the process has on it (POSIX), and with
/// them SQLite's.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let made = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)?;
    let made = made.into_temp_path();
    made.persist_noclobber(path).map_err(|error| error.error)
}
