//! Renaming an array: its folder, its name in its database, and the choice of the current array.
//!
//! What is to be done is written down first. From then on the array is renamed: when the command
//! dies, the next that looks for an array goes on from there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::current::{self, folder_of};
use super::place::{self, Alone};
use super::{Array, ArrayError};
use crate::home::Home;
use crate::log::{self, Event};
use crate::name::ObjectName;
use crate::store::StoreError;

/// A renaming that is decided and not finished.
struct Renaming {
    from: ObjectName,
    to: ObjectName,
    /// Whether commands that name no array act on this one.
    is_current: bool,
}

impl Array {
    /// Gives the array the name `to`. It stays the current array if it was.
    ///
    /// # Errors
    /// When there is an array of that name, or another command is changing keys, drives or power for
    /// too long.
    pub fn rename(self, to: &ObjectName) -> Result<Self, ArrayError> {
        let home = self.home.clone();
        let from = self.name.clone();
        let _lock = lock(&home)?;
        self.check_place()?;
        let _alone = Alone::with(&self.folder)?;
        if &from != to && folder_of(&home, to).exists() {
            return Err(ArrayError::Exists(to.clone()));
        }
        let is_current = current::made_current(&home)? == from;
        drop(self);
        Renaming {
            from,
            to: to.clone(),
            is_current,
        }
        .decide(&home)?
        .finish(&home)
    }
}

/// Finishes the renaming that a command left behind when it died.
pub(super) fn recover(home: &Home) -> Result<(), ArrayError> {
    if !journal(home).exists() {
        return Ok(());
    }
    let _lock = lock(home)?;
    match Renaming::read(home)? {
        Some(renaming) => {
            let old = folder_of(home, &renaming.from);
            // Commands that waited for the one that died may have begun to work there.
            let _alone = old.is_dir().then(|| Alone::with(&old)).transpose()?;
            renaming.finish(home).map(drop)
        }
        // The command was not dead, and has finished it.
        None => Ok(()),
    }
}

impl Renaming {
    /// Writes it down: this is the moment at which the array is renamed.
    fn decide(self, home: &Home) -> Result<Self, ArrayError> {
        let path = journal(home);
        let text = format!("{}\n{}\n{}\n", self.from, self.to, self.is_current);
        replace(home, &path, &text)?;
        Ok(self)
    }

    fn read(home: &Home) -> Result<Option<Self>, ArrayError> {
        let path = journal(home);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ArrayError::Io { path, source }),
        };
        let mut lines = text.lines();
        let mut name = || lines.next().and_then(|line| line.parse().ok());
        match (name(), name(), lines.next()) {
            (Some(from), Some(to), Some(is_current)) => Ok(Some(Self {
                from,
                to,
                is_current: is_current == "true",
            })),
            _ => {
                let source = io::Error::other("it is damaged; delete it");
                Err(ArrayError::Io { path, source })
            }
        }
    }

    /// Does what is not done yet.
    fn finish(&self, home: &Home) -> Result<Array, ArrayError> {
        let (old, new) = (folder_of(home, &self.from), folder_of(home, &self.to));
        if !new.exists()
            && let Err(source) = fs::rename(&old, &new)
        {
            // Nothing has changed, so nothing needs to be finished.
            let _ = fs::remove_file(journal(home));
            return Err(ArrayError::Io { path: old, source });
        }
        let mut array = Array::open_folder(home, new)?;
        array.set_name(&self.to)?;
        if self.is_current {
            let choice = current::choice(home);
            replace(home, &choice, &format!("{}\n", self.to))?;
        }
        let path = journal(home);
        fs::remove_file(&path).map_err(|source| ArrayError::Io { path, source })?;
        Ok(array)
    }
}

impl Array {
    fn set_name(&mut self, name: &ObjectName) -> Result<(), ArrayError> {
        if self.name.as_str() == name.as_str() {
            return Ok(());
        }
        self.store.write(|tx| {
            tx.execute("UPDATE array SET name = ?1", [name.as_str()])
                .map_err(StoreError::from)?;
            let detail = format!("renamed from {}", self.name);
            log::append(tx, self.now(), Event::Array, name.as_str(), &detail)
        })?;
        self.name = name.clone();
        Ok(())
    }
}

fn journal(home: &Home) -> PathBuf {
    home.arrays().join(".renaming")
}

/// Held while arrays are made, renamed or deleted.
pub(super) fn lock(home: &Home) -> Result<File, ArrayError> {
    place::lock(home.arrays().join(".lock"))
}

/// Writes `text` to `path`: all of it, on the device, or nothing.
fn replace(home: &Home, path: &Path, text: &str) -> Result<(), ArrayError> {
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(home.root())?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        let folder = path.parent().unwrap_or(home.root());
        File::open(folder)?.sync_all()
    };
    write().map_err(|source| ArrayError::Io {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::Layout;

    fn name(text: &str) -> ObjectName {
        text.parse().unwrap()
    }

    fn arrays(names: &[&str]) -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        for array in names {
            Array::create(&home, &name(array), &Layout::default()).unwrap();
        }
        (folder, home)
    }

    fn open(home: &Home, array: &str) -> Option<String> {
        match Array::open(home, &name(array)) {
            Ok(array) => Some(array.name().to_string()),
            Err(ArrayError::Missing(_)) => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn current(home: &Home) -> String {
        current::made_current(home).unwrap().to_string()
    }

    #[test]
    fn an_array_answers_to_its_new_name_only() {
        let (_folder, home) = arrays(&["pure01"]);
        let array = Array::open(&home, &name("pure01")).unwrap();
        let renamed = array.rename(&name("Vault")).unwrap();
        assert_eq!(renamed.name().as_str(), "Vault");
        assert_eq!(open(&home, "vault").as_deref(), Some("Vault"));
        assert_eq!(open(&home, "pure01"), None);
        assert_eq!(current(&home), "Vault", "it was the default");
        let entries = renamed.store().read(log::entries).unwrap();
        let last = entries.last().unwrap();
        assert_eq!(
            (last.subject.as_str(), last.detail.as_str()),
            ("Vault", "renamed from pure01")
        );
    }

    #[test]
    fn another_array_stays_current() {
        let (_folder, home) = arrays(&["pure01", "pure02"]);
        Array::open(&home, &name("pure02"))
            .unwrap()
            .rename(&name("vault"))
            .unwrap();
        assert_eq!(current(&home), "pure01");
    }

    #[test]
    fn the_case_of_a_name_can_be_changed() {
        let (_folder, home) = arrays(&["pure01"]);
        Array::open(&home, &name("pure01"))
            .unwrap()
            .rename(&name("Pure01"))
            .unwrap();
        assert_eq!(open(&home, "pure01").as_deref(), Some("Pure01"));
    }

    #[test]
    fn a_name_in_use_is_refused() {
        let (_folder, home) = arrays(&["pure01", "pure02"]);
        let refused = Array::open(&home, &name("pure01"))
            .unwrap()
            .rename(&name("PURE02"));
        assert!(matches!(refused, Err(ArrayError::Exists(_))));
        assert_eq!(open(&home, "pure01").as_deref(), Some("pure01"));
        assert_eq!(open(&home, "pure02").as_deref(), Some("pure02"));
        assert!(!journal(&home).exists());
    }

    /// Dies after each step in turn; the next command finds the array renamed.
    #[test]
    fn a_renaming_that_was_decided_is_finished() {
        for steps in 0..4 {
            let (_folder, home) = arrays(&["pure01"]);
            let renaming = Renaming {
                from: name("pure01"),
                to: name("Vault"),
                is_current: true,
            };
            let renaming = renaming.decide(&home).unwrap();
            let new = folder_of(&home, &renaming.to);
            if steps > 0 {
                fs::rename(folder_of(&home, &renaming.from), &new).unwrap();
            }
            if steps > 1 {
                Array::open_folder(&home, new)
                    .unwrap()
                    .set_name(&renaming.to)
                    .unwrap();
            }
            if steps > 2 {
                fs::write(current::choice(&home), "Vault\n").unwrap();
            }
            assert_eq!(open(&home, "pure01"), None, "after {steps} steps");
            assert_eq!(open(&home, "vault").as_deref(), Some("Vault"));
            assert_eq!(current(&home), "Vault");
            assert!(!journal(&home).exists());
        }
    }

    #[test]
    fn a_renamed_default_array_is_not_made_again() {
        let (_folder, home) = arrays(&["pure01"]);
        let array = Array::open(&home, &name("pure01")).unwrap();
        array.rename(&name("other")).unwrap();
        // As by a command that looked for pure01 before, and finds it gone.
        assert!(Array::create_default(&home).unwrap().is_none());
        assert!(!folder_of(&home, &name("pure01")).exists());
    }
}
