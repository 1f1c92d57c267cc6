//! The array's memory while it has power: the data encryption key, in the folder of memories.
//!
//! It belongs to one boot of the host. When it is gone and the array was not switched off, the array
//! has lost power.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use aws_lc_rs::digest::{SHA256, digest};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::PowerError;
use crate::ground::{Array, Context, FileError, FolderId, home};
use crate::key::Dek;

const MAGIC: &[u8; 8] = b"puresim1";
/// Magic, boot, 8 bytes that an earlier release used, key.
const LENGTH: usize = 8 + 32 + 8 + 32;

/// What is in memory.
pub(crate) struct Memory {
    pub(crate) dek: Dek,
}

impl Memory {
    /// What is in the array's memory; `None` when it lost power, or never had any.
    pub(crate) fn read(array: &Array) -> Result<Option<Self>, PowerError> {
        let path = path(array)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(FileError { path, source }.into()),
        };
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (boot, rest) = rest.split_first_chunk::<32>()?;
        let (_, key) = rest.split_first_chunk::<8>()?;
        let key = Zeroizing::new(<[u8; 32]>::try_from(key).ok()?);
        (*boot == this_boot()).then(|| Self { dek: Dek::new(key) })
    }

    /// Keeps it until the power goes.
    pub(crate) fn write(&self, array: &Array) -> Result<(), PowerError> {
        let path = path(array)?;
        let making = path.with_extension("new");
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&this_boot());
        bytes.extend_from_slice(&[0; 8]);
        bytes.extend_from_slice(self.dek.expose());
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let written = options
            .open(&making)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&making, &path));
        Ok(written.map_err(FileError::at(&path))?)
    }
}

/// Empties the memory: what it held is overwritten before it goes.
pub(crate) fn clear(array: &Array) -> Result<(), PowerError> {
    clear_of(array.context(), array.id(), array.folder_id())
}

/// As [`clear`], for the array of that UUID in that folder: one that cannot be opened, too.
pub(crate) fn clear_of(context: &Context, id: Uuid, folder: FolderId) -> Result<(), PowerError> {
    let path = path_of(context, id, folder)?;
    // A process that died while it wrote the memory has left the first.
    for path in [path.with_extension("new"), path] {
        let cleared = OpenOptions::new()
            .write(true)
            .open(&path)
            .and_then(|mut file| file.write_all(&[0; LENGTH]).and_then(|()| file.sync_data()))
            .and_then(|()| fs::remove_file(&path));
        match cleared {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            result => result.map_err(FileError::at(&path))?,
        }
    }
    Ok(())
}

/// The file of the array's memory: of this array in this folder, so that a copy has none.
fn path(array: &Array) -> Result<PathBuf, PowerError> {
    path_of(array.context(), array.id(), array.folder_id())
}

fn path_of(context: &Context, id: Uuid, folder: FolderId) -> Result<PathBuf, PowerError> {
    let identity = format!("{id} {folder}");
    let folder = &context.memory;
    home::private_folder(folder)?;
    let name = hex::encode(&digest(&SHA256, identity.as_bytes()).as_ref()[..16]);
    Ok(folder.join(name))
}

/// By what one boot of the host is known.
fn this_boot() -> [u8; 32] {
    let boot = fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &boot).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;

    #[test]
    fn nothing_is_left_when_it_is_cleared() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let file = path(&array).unwrap();
        assert!(Memory::read(&array).unwrap().is_some());
        // As one that dies before its file has its name.
        fs::copy(&file, file.with_extension("new")).unwrap();
        clear(&array).unwrap();
        assert!(Memory::read(&array).unwrap().is_none());
        assert_eq!(fs::read_dir(&home.context.memory).unwrap().count(), 0);
        clear(&array).unwrap();
    }
}
