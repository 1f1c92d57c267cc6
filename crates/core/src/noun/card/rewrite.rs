//! Changing what a card's file holds: the new text is whole beside the old one before it takes its name,
//! and the old one is overwritten in place afterwards.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::wipe::wipe;
use crate::ground::fault::point;
use crate::ground::{FileError, sync_folder_of};

const NEW: &str = ".new";
const OLD: &str = ".old";

/// Has the file `path` hold `text`. Others are kept out of its folder meanwhile.
///
/// # Errors
/// When the new text cannot be written: the old one is there then. When the old one cannot be
/// overwritten: the new one is there, and the next change tries again.
pub(super) fn rewrite(path: &Path, text: &[u8]) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(path);
    settle(folder)?;
    let (new, old) = (folder.join(NEW), folder.join(OLD));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)
        .and_then(|mut file| {
            file.write_all(text)?;
            file.sync_all()
        })
        // So that the old text can be found whenever this process dies.
        .and_then(|()| fs::hard_link(path, &old));
    if let Err(error) = written {
        let _ = wipe(&new);
        return Err(FileError::at(&new)(error));
    }
    point("card-written");
    if let Err(error) = fs::rename(&new, path) {
        let _ = wipe(&new);
        let _ = fs::remove_file(&old);
        return Err(FileError::at(path)(error));
    }
    sync_folder_of(path)?;
    point("card-rewritten");
    wipe(&old)
}

/// Finishes a change that was interrupted.
///
/// # Errors
/// When what is left of it cannot be overwritten.
pub(super) fn settle(folder: &Path) -> Result<(), FileError> {
    wipe(&folder.join(NEW))?;
    let old = folder.join(OLD);
    match fs::symlink_metadata(&old) {
        // It is the card's still, under its own name.
        Ok(found) if found.nlink() > 1 => fs::remove_file(&old).map_err(FileError::at(&old)),
        _ => wipe(&old),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;

    use super::*;

    #[test]
    fn the_old_text_is_overwritten_where_it_lay() {
        let folder = tempfile::tempdir().unwrap();
        let card = folder.path().join("a.card");
        fs::write(&card, "secret").unwrap();
        let mut old = File::open(&card).unwrap();
        rewrite(&card, b"another").unwrap();
        assert_eq!(fs::read(&card).unwrap(), b"another");
        let mut left = Vec::new();
        old.read_to_end(&mut left).unwrap();
        assert_eq!(left, [0; 6]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_change_that_was_interrupted_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let (card, old) = (folder.path().join("a.card"), folder.path().join(OLD));
        fs::write(&card, "secret").unwrap();
        fs::write(folder.path().join(NEW), "half").unwrap();
        // Before the new text took the name.
        fs::hard_link(&card, &old).unwrap();
        settle(folder.path()).unwrap();
        assert_eq!(fs::read(&card).unwrap(), b"secret");
        // After.
        fs::hard_link(&card, &old).unwrap();
        fs::rename(&card, folder.path().join("away")).unwrap();
        fs::remove_file(folder.path().join("away")).unwrap();
        let mut left = File::open(&old).unwrap();
        settle(folder.path()).unwrap();
        let mut text = Vec::new();
        left.read_to_end(&mut text).unwrap();
        assert_eq!(text, [0; 6]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
