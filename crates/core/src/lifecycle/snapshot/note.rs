//! The note in the folder of an array that is being put back into the state of a snapshot: how far that
//! has come. It is there from before the first change until after the last, so that whoever opens the array
//! finishes what a command that died has begun.

use std::fs;
use std::io;
use std::path::Path;

use crate::ground::{FileError, ObjectName, replace_file, sync_folder};

const FILE: &str = "restoring";

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) step: Step,
    /// From which snapshot.
    pub(super) snapshot: ObjectName,
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// What was saved beside the array is put back: by whom called for that, since only they can.
    Beside,
    /// The array is.
    Array,
    /// The array is switched on.
    Power,
}

const STEPS: [(Step, &str); 3] = [
    (Step::Beside, "beside"),
    (Step::Array, "array"),
    (Step::Power, "power"),
];

impl Note {
    pub(super) fn of(step: Step, snapshot: &ObjectName) -> Self {
        Self {
            step,
            snapshot: snapshot.clone(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (word, snapshot) = text.trim_end().split_once(' ')?;
        let (step, _) = STEPS.into_iter().find(|(_, known)| *known == word)?;
        Some(Self {
            step,
            snapshot: snapshot.parse().ok()?,
        })
    }

    /// Leaves it in the folder of an array, on the device, in place of the one that is there.
    pub(super) fn write(&self, folder: &Path) -> Result<(), FileError> {
        let word = STEPS.into_iter().find(|(step, _)| *step == self.step);
        let (_, word) = word.unwrap_or(STEPS[0]);
        replace_file(&folder.join(FILE), &format!("{word} {}\n", self.snapshot))
    }
}

/// The note in the folder of an array; `None` when nothing is under way.
pub(super) fn read(folder: &Path) -> Result<Option<Note>, FileError> {
    let path = folder.join(FILE);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::at(&path)(error)),
        Ok(text) => {
            let damaged = || io::Error::other("it does not say what was being restored; delete it");
            let note = Note::parse(&text).ok_or_else(damaged);
            note.map(Some).map_err(FileError::at(&path))
        }
    }
}

/// Removes the note: all is done, on the device.
pub(super) fn remove(folder: &Path) -> Result<(), FileError> {
    let path = folder.join(FILE);
    fs::remove_file(&path).map_err(FileError::at(&path))?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_what_was_written_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        for (step, _) in STEPS {
            let note = Note::of(step, &"base".parse().unwrap());
            note.write(folder.path()).unwrap();
            assert_eq!(read(folder.path()).unwrap(), Some(note));
        }
        remove(folder.path()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        for damaged in ["", "power", "on base", "power base base"] {
            fs::write(folder.path().join(FILE), damaged).unwrap();
            assert!(read(folder.path()).is_err(), "{damaged}");
        }
    }
}
