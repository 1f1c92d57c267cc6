//! Carrying a card's file into the home or out of it, also from one file system to another.
//!
//! On one file system that is a change of name. Otherwise the file is copied, and the first one is
//! overwritten in place. Whoever is killed in between leaves two copies and a note, a symbolic link in
//! the folder of cards: its name says which card went which way, its target is the place outside. The
//! next command that moves a card finishes what the note says.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::CardError;
use super::file::{contents, exists, files_in};
use super::wipe::wipe;
use crate::ground::fault::point;
use crate::ground::{Context, FileError, Notice, sync_folder_of};

/// The file that a card is copied into before it gets its name in the home.
const INCOMING: &str = ".incoming";

/// Which way a card goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl Way {
    fn prefix(self) -> &'static str {
        match self {
            Self::In => ".in-",
            Self::Out => ".out-",
        }
    }
}

/// Carries the file `outside` into the home, where it becomes `inside`.
///
/// # Errors
/// When there is a file there already, or it cannot be moved or taken away from where it was. It is
/// there still.
pub(super) fn carry_in(context: &Context, outside: &Path, inside: &Path) -> Result<(), CardError> {
    carry(context, Way::In, outside, inside)
}

/// Carries the file `inside` out of the home, where it becomes `outside`.
///
/// # Errors
/// As [`carry_in`].
pub(super) fn carry_out(context: &Context, inside: &Path, outside: &Path) -> Result<(), CardError> {
    carry(context, Way::Out, inside, outside)
}

fn carry(context: &Context, way: Way, source: &Path, target: &Path) -> Result<(), CardError> {
    if exists(target) {
        return Err(CardError::FileExists(target.to_owned()));
    }
    point("card-carry");
    if rename(source, target)? {
        point("card-renamed");
        sync_folder_of(target)?;
        sync_folder_of(source)?;
        return Ok(());
    }
    // Whoever cannot overwrite the first copy makes no second one.
    OpenOptions::new()
        .write(true)
        .open(source)
        .map_err(FileError::at(source))?;
    let (inside, outside) = match way {
        Way::In => (target, source),
        Way::Out => (source, target),
    };
    let note = note(inside, way);
    symlink(outside, &note).map_err(FileError::at(&note))?;
    sync_folder_of(&note)?;
    point("card-noted");
    if let Err(error) = copy(way, source, target) {
        let _ = fs::remove_file(&note);
        return Err(error);
    }
    point("card-copied");
    finish(context, source, &note);
    Ok(())
}

/// Takes the first copy away. The card is where it was to go, so nothing here is an error of that.
fn finish(context: &Context, source: &Path, note: &Path) {
    let done = wipe(source).and_then(|()| fs::remove_file(note).map_err(FileError::at(note)));
    if let Err(error) = done {
        context.tell(&Notice::CardCopyLeft {
            file: source.to_owned(),
            reason: error.to_string().into(),
        });
    }
}

/// Renames a file that is nobody else's and has no other name, when both places are on one file system.
fn rename(source: &Path, target: &Path) -> Result<bool, CardError> {
    let failed = FileError::at(source);
    let found = fs::symlink_metadata(source).map_err(&failed)?;
    let own = found.uid() == rustix::process::geteuid().as_raw();
    if !found.is_file() || !own || found.nlink() != 1 {
        return Ok(false);
    }
    if found.permissions().mode() & 0o777 != 0o600 {
        fs::set_permissions(source, Permissions::from_mode(0o600)).map_err(&failed)?;
    }
    // A name that others took meanwhile is theirs; where the system cannot say so, the file is copied.
    match renameat_with(CWD, source, CWD, target, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::EXIST) => Err(CardError::FileExists(target.to_owned())),
        Err(_) => Ok(false),
    }
}

/// Copies the file. On an error there is no copy.
fn copy(way: Way, source: &Path, target: &Path) -> Result<(), CardError> {
    let making = match way {
        Way::In => incoming(target),
        Way::Out => target.to_owned(),
    };
    let bytes = contents(source).map_err(FileError::at(source))?;
    let bytes = bytes.ok_or_else(|| CardError::NoCardFile(source.to_owned()))?;
    let failed = FileError::at(&making);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&making)
        .map_err(&failed)?;
    let written = file
        .write_all(&bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| match way {
            Way::In => fs::rename(&making, target),
            Way::Out => Ok(()),
        });
    if let Err(error) = written {
        let _ = wipe(&making);
        return Err(failed(error).into());
    }
    sync_folder_of(target).inspect_err(|_| {
        let _ = wipe(target);
    })?;
    Ok(())
}

/// Finishes what an earlier command was killed in.
///
/// # Errors
/// When the folder of cards cannot be read.
pub(super) fn settle(context: &Context) -> Result<(), CardError> {
    let cards = context.home.cards();
    let _ = wipe(&cards.join(INCOMING));
    for note in files_in(&cards)? {
        if let Some((way, card)) = read_name(&note) {
            settle_one(context, way, &cards.join(card), &note);
        }
    }
    Ok(())
}

/// Whether an earlier command was killed while it moved a card.
///
/// # Errors
/// When the folder of cards cannot be read.
pub(super) fn is_unfinished(cards: &Path) -> Result<bool, CardError> {
    Ok(files_in(cards)?
        .iter()
        .any(|file| read_name(file).is_some()))
}

/// Which way a card goes, and which, by the name of a note.
fn read_name(note: &Path) -> Option<(Way, &str)> {
    let name = note.file_name()?.to_str()?;
    [Way::In, Way::Out]
        .into_iter()
        .find_map(|way| Some((way, name.strip_prefix(way.prefix())?)))
}

fn settle_one(context: &Context, way: Way, inside: &Path, note: &Path) {
    let Ok(outside) = fs::read_link(note) else {
        return;
    };
    // A medium that is away keeps its note.
    if !outside.parent().is_some_and(Path::exists) {
        return;
    }
    let (source, target) = match way {
        Way::In => (outside.as_path(), inside),
        Way::Out => (inside, outside.as_path()),
    };
    let (first, second) = (contents(source), contents(target));
    match (first, second) {
        (Ok(Some(first)), Ok(Some(second))) if is_overwritten(&first, &second) => {
            finish(context, source, note);
        }
        (Ok(Some(first)), Ok(Some(second))) if way == Way::Out && first.starts_with(&second) => {
            // The copy was not finished: the card is where it was.
            finish(context, target, note);
        }
        _ => {
            let _ = fs::remove_file(note);
        }
    }
}

/// Whether `first` is `second`, or was until it began to be overwritten.
fn is_overwritten(first: &[u8], second: &[u8]) -> bool {
    first.len() == second.len()
        && first
            .iter()
            .zip(second)
            .all(|(first, second)| *first == 0 || first == second)
}

fn note(inside: &Path, way: Way) -> PathBuf {
    let name = inside.file_name().unwrap_or_default().to_string_lossy();
    inside.with_file_name(format!("{}{name}", way.prefix()))
}

fn incoming(inside: &Path) -> PathBuf {
    inside.with_file_name(INCOMING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_overwritten_is_known() {
        assert!(is_overwritten(b"abc", b"abc"));
        assert!(is_overwritten(b"\0\0c", b"abc"));
        assert!(!is_overwritten(b"abd", b"abc"));
        assert!(!is_overwritten(b"ab", b"abc"));
    }
}
