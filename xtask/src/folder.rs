//! Folders of generated files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// How one file of a folder differs from another folder's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Missing(OsString),
    Stale(OsString),
    Different(OsString),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "missing: {}", name.display()),
            Self::Stale(name) => write!(f, "no longer generated: {}", name.display()),
            Self::Different(name) => write!(f, "different: {}", name.display()),
        }
    }
}

/// What would have to change in the folder `old` for it to hold the files of `new`.
pub(crate) fn changes(old: &Path, new: &Path) -> Result<Vec<Change>> {
    let (old, mut new) = (files(old)?, files(new)?);
    let mut changes = Vec::new();
    for (name, text) in old {
        match new.remove(&name) {
            None => changes.push(Change::Stale(name)),
            Some(now) if now != text => changes.push(Change::Different(name)),
            Some(_) => {}
        }
    }
    changes.extend(new.into_keys().map(Change::Missing));
    Ok(changes)
}

/// Makes the folder `old` hold the files of `new`; tells what it changed.
pub(crate) fn replace(old: &Path, new: &Path) -> Result<Vec<Change>> {
    fs::create_dir_all(old).with_context(|| old.display().to_string())?;
    let changes = changes(old, new)?;
    for change in &changes {
        match change {
            Change::Stale(name) => fs::remove_file(old.join(name)),
            Change::Missing(name) | Change::Different(name) => {
                fs::copy(new.join(name), old.join(name)).map(drop)
            }
        }
        .with_context(|| old.display().to_string())?;
    }
    Ok(changes)
}

fn files(folder: &Path) -> Result<BTreeMap<OsString, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let bytes = fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
        files.insert(entry.file_name(), bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_folder_has_no_changes_left() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (folder, name, text) in [
            (&old, "a", "1"),
            (&old, "b", "1"),
            (&new, "b", "2"),
            (&new, "c", "1"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let expected = [
            Change::Stale("a".into()),
            Change::Different("b".into()),
            Change::Missing("c".into()),
        ];
        assert_eq!(replace(old.path(), new.path()).unwrap(), expected);
        assert_eq!(changes(old.path(), new.path()).unwrap(), []);
        assert_eq!(fs::read(old.path().join("b")).unwrap(), b"2");
    }
}
