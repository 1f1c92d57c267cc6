//! Overwriting a file before it goes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::file_error::FileError;

/// Overwrites the file in place and removes it, unless it has another name too: then only this name
/// goes. It is no error when there is none.
///
/// # Errors
/// When it can be neither overwritten nor removed.
pub(crate) fn wipe(path: &Path) -> Result<(), FileError> {
    let opened = OpenOptions::new().write(true).open(path);
    let wiped = opened.and_then(|file| overwrite(&file).and_then(|()| fs::remove_file(path)));
    match wiped {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        wiped => wiped.map_err(FileError::at(path)),
    }
}

/// Removes the folder with all that is in it; files are overwritten as far as they can be.
///
/// # Errors
/// When it cannot be removed.
pub(crate) fn wipe_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            wipe_folder(&entry.path())?;
        } else {
            // Removed all the same, below.
            let _ = wipe(&entry.path());
        }
    }
    fs::remove_dir_all(folder)
}

fn overwrite(mut file: &File) -> io::Result<()> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.nlink() > 1 {
        return Ok(());
    }
    let zeros = [0; 1 << 16];
    let mut left = metadata.len();
    while left > 0 {
        let length = left.min(zeros.len() as u64);
        file.write_all(&zeros[..usize::try_from(length).unwrap_or(zeros.len())])?;
        left -= length;
    }
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_held_is_overwritten_unless_it_has_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["file", "other"].map(|name| folder.path().join(name));
        let content = vec![7; 100_000];
        fs::write(&path, &content).unwrap();
        fs::hard_link(&path, &other).unwrap();
        wipe(&other).unwrap();
        assert!(!other.exists());
        assert_eq!(fs::read(&path).unwrap(), content);
        // What has it open sees what is on the medium.
        let mut open = File::open(&path).unwrap();
        wipe(&path).unwrap();
        assert!(!path.exists());
        let mut left = Vec::new();
        io::Read::read_to_end(&mut open, &mut left).unwrap();
        assert_eq!(left, vec![0; 100_000]);
        wipe(&path).unwrap();
    }
}
