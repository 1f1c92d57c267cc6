//! What is in the file of a memory.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::key::Dek;

const MAGIC: &[u8; 8] = b"puresim2";
/// That of release 0.1, whose files say nothing of their arrays.
const OLD_MAGIC: &[u8; 8] = b"puresim1";

/// A file of a memory, parsed.
pub(super) struct Record {
    pub(super) boot: Boot,
    pub(super) dek: Dek,
    /// Where the array's folder was.
    pub(super) folder: PathBuf,
    /// Whose view of the file systems that was.
    pub(super) mounts: Mounts,
}

impl Record {
    /// Magic, boot (32 bytes), key (32 bytes), mounts (8 bytes, big-endian), the path of the array's
    /// folder and the zero that ends it.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let folder = self.folder.as_os_str().as_bytes();
        let length = MAGIC.len() + 32 + 32 + 8 + folder.len() + 1;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.boot.0);
        bytes.extend_from_slice(self.dek.expose());
        bytes.extend_from_slice(&self.mounts.0.to_be_bytes());
        bytes.extend_from_slice(folder);
        bytes.push(0);
        bytes
    }

    /// `None` of what is none: a file that was overwritten, or not written to its end.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (boot, rest) = rest.split_first_chunk::<32>()?;
        let (key, rest) = rest.split_first_chunk::<32>()?;
        let (mounts, rest) = rest.split_first_chunk::<8>()?;
        let folder = rest.strip_suffix(&[0])?;
        Some(Self {
            boot: Boot(*boot),
            dek: Dek::new(Zeroizing::new(*key)),
            folder: OsStr::from_bytes(folder).into(),
            mounts: Mounts(u64::from_be_bytes(*mounts)),
        })
    }
}

/// Of which boot what release 0.1 wrote is; `None` of anything else.
pub(super) fn boot_of_release_0_1(bytes: &[u8]) -> Option<Boot> {
    let (boot, _) = bytes.strip_prefix(OLD_MAGIC)?.split_first_chunk::<32>()?;
    Some(Boot(*boot))
}

/// By what one boot of the host is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Boot([u8; 32]);

impl Boot {
    /// The present one; `None` where the host does not say.
    pub(super) fn current() -> Option<Self> {
        Self::read(Path::new("/proc/sys/kernel/random/boot_id"))
    }

    fn read(path: &Path) -> Option<Self> {
        let id = fs::read(path).ok().filter(|id| !id.is_empty())?;
        let hash = digest(&SHA256, &id);
        Some(Self(hash.as_ref().try_into().ok()?))
    }
}

/// The file systems that a process sees, which differ between containers: 0 when it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mounts(u64);

impl Mounts {
    /// Those of this process.
    pub(super) fn current() -> Self {
        Self(fs::metadata("/proc/self/ns/mnt").map_or(0, |found| found.ino()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_whole_or_not_at_all() {
        let dek = Dek::new(crate::key::random());
        let record = Record {
            boot: Boot([7; 32]),
            dek,
            folder: "/home/arrays/a".into(),
            mounts: Mounts(3),
        };
        let bytes = record.to_bytes();
        let read = Record::parse(&bytes).unwrap();
        assert!(read.dek.is_same_as(&record.dek));
        assert_eq!(
            (read.boot, read.mounts, read.folder),
            (record.boot, record.mounts, record.folder)
        );
        assert!(Record::parse(&bytes[..bytes.len() - 1]).is_none());
        assert!(Record::parse(&vec![0; bytes.len()]).is_none());
    }

    #[test]
    fn a_host_that_does_not_say_has_no_boot() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boot_id");
        assert_eq!(Boot::read(&path), None);
        fs::write(&path, "").unwrap();
        assert_eq!(Boot::read(&path), None);
        fs::write(&path, "1").unwrap();
        assert!(Boot::read(&path).is_some());
    }
}
