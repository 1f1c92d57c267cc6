//! Which folder it is, whatever its path.

use std::fmt;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The folder itself, not its path: a copy of it is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FolderId {
    device: u64,
    inode: u64,
}

impl FolderId {
    /// That inode of that device.
    pub(crate) fn new(device: u64, inode: u64) -> Self {
        Self { device, inode }
    }

    /// The device that it lies on.
    pub(crate) fn device(self) -> u64 {
        self.device
    }

    /// Its inode on that device.
    pub(crate) fn inode(self) -> u64 {
        self.inode
    }

    /// The one at that path.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let found = folder.metadata()?;
        Ok(Self {
            device: found.dev(),
            inode: found.ino(),
        })
    }
}

impl fmt::Display for FolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.device, self.inode)
    }
}
