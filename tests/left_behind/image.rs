//! A disk that is a file: ext4 as it is made and mounted by default.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// How large the disk is, in bytes.
const LENGTH: u64 = 48 << 20;

/// A mounted file system in a file that can be searched as a whole, beneath the file system.
pub(crate) struct Image {
    folder: TempDir,
}

impl Image {
    /// A new one, mounted.
    ///
    /// # Panics
    /// When it cannot be made: it takes root, and mkfs.ext4.
    pub(crate) fn new() -> Self {
        assert!(
            rustix::process::geteuid().is_root(),
            "This test mounts a file system and reads the memory of processes: run it as root."
        );
        let image = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let file = File::create(image.file()).unwrap();
        file.set_len(LENGTH).unwrap();
        run(Command::new("mkfs.ext4").arg("-q").arg(image.file()));
        fs::create_dir(image.mounted()).unwrap();
        let mut mount = Command::new("mount");
        run(mount
            .args(["-o", "loop"])
            .arg(image.file())
            .arg(image.mounted()));
        image
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// Where it is mounted.
    pub(crate) fn mounted(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    /// A folder of the host, which is not on the disk.
    pub(crate) fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// Brings all that was written onto the disk, as time and memory pressure would.
    pub(crate) fn sync(&self) {
        rustix::fs::syncfs(File::open(self.mounted()).unwrap()).unwrap();
    }

    /// Every byte of the disk: files, free blocks, journal.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.sync();
        fs::read(self.file()).unwrap()
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // Lazily: a process that was started there may still be ending.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.mounted())
            .status();
    }
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().expect("it is installed");
    assert!(output.status.success(), "{command:?}: {output:?}");
}
