//! Deleting an array.

use std::fs;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{LifecycleError, choice, leftover, open};
use crate::ground::{
    Array, Context, Explain, FileError, FolderId, Notice, ObjectName, Registry, StoreError, fault,
    lock, unnamed,
};
use crate::noun::power;
use crate::operation::{self, OperationError};

/// Deletes an array with everything it is: certificates, keys, drives, data; and the keys that it has on key
/// managers: a notice names each that stays there, and why. A notice names its drives on the shelf.
///
/// One whose state is missing or damaged is deleted, too.
///
/// # Errors
/// When there is no such array, another command is changing it, or its folder cannot be moved away. It is
/// there with all its keys then.
pub(crate) fn delete(context: &Context, name: &ObjectName) -> Result<(), LifecycleError> {
    let missing = || LifecycleError::Missing(name.clone());
    let id = open::find(context, name)?.ok_or_else(missing)?;
    match Array::open(context, id) {
        Ok(Some(array)) => {
            let exclusive = array.exclusive()?;
            // Whoever renames it needs that lock, too.
            if array.name()? != name {
                return Err(missing());
            }
            let shelved = operation::shelved_drives(&array).unwrap_or_default();
            let gone = remove(context, id, array.folder_id(), name)?;
            // An array that was not deleted needs its keys. The lock keeps those away who remove leftovers.
            match Array::open_at(context, id, &gone) {
                Ok(deleted) => {
                    let exclusive = exclusive.of_moved(&deleted);
                    if leftover::discard_keys_under(&exclusive) {
                        destroy(context, &gone);
                    }
                }
                Err(_) => destroy(context, &gone),
            }
            if !shelved.is_empty() {
                context.tell(&Notice::DrivesLeft(shelved));
            }
            Ok(())
        }
        Ok(None) => Err(missing()),
        Err(StoreError::Missing(_) | StoreError::Damaged(_)) => {
            let folder = context.home.array(id);
            let _lock = lock(&folder.join("lock"), &context.waiter())?;
            let folder_id = FolderId::of(&folder).map_err(|_| missing())?;
            let gone = remove(context, id, folder_id, name)?;
            destroy(context, &gone);
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Moves the array, whose lock is held, away from the others, unless it was renamed meanwhile. Returns where
/// it is.
fn remove(
    context: &Context,
    id: Uuid,
    folder_id: FolderId,
    name: &ObjectName,
) -> Result<PathBuf, LifecycleError> {
    let waiter = context.waiter();
    let _lock = context.home.lock(&waiter)?;
    let registry = Registry::open_existing(&context.home, &waiter)?;
    let named = match &registry {
        Some(registry) => registry.name_of(id)?,
        None => None,
    };
    if named.unwrap_or_else(|| unnamed(id)) != *name {
        return Err(LifecycleError::Missing(name.clone()));
    }
    leftover::sweep(context)?;
    let folder = context.home.array(id);
    let gone = context
        .home
        .arrays()
        .join(format!("{}{id}", leftover::DELETED));
    fault::io()
        .and_then(|()| fs::rename(&folder, &gone))
        .map_err(FileError::at(&folder))?;
    // From here on it is deleted, and nothing is an error of that.
    let owner = power::Owner {
        id,
        folder: folder_id,
    };
    let rest = [
        power::clear_memory_of(context, &owner)
            .map_err(OperationError::from)
            .map_err(LifecycleError::from),
        choice::forget(&context.home, id),
        registry
            .map_or(Ok(()), |registry| registry.remove(id))
            .map_err(LifecycleError::from),
    ];
    for error in rest.into_iter().filter_map(Result::err) {
        context.tell(&Notice::ArrayLeft(error.message()));
    }
    Ok(gone)
}

/// Removes what is left of an array that is deleted.
fn destroy(context: &Context, gone: &Path) {
    if let Err(error) = leftover::destroy(gone).map_err(FileError::at(gone)) {
        let reason = LifecycleError::from(error).message();
        context.tell(&Notice::ArrayLeft(reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::lifecycle::{self, Layout, create};
    use crate::noun::card::{self, CardError};
    use crate::noun::data::{self, DataError};
    use crate::noun::drive::DriveError;
    use crate::operation::list_drives;

    /// What a request does that opened the array before it was deleted.
    fn late(home: &TestHome, array: &Array) {
        let deleted = |error: &StoreError| matches!(error, StoreError::Deleted);
        assert!(matches!(array.exclusive(), Err(e) if deleted(&e)));
        assert!(matches!(array.try_exclusive(), Err(e) if deleted(&e)));
        let written = data::write(array, &name("vol"), &b"late"[..]);
        assert!(written.is_err(), "{written:?}");
        assert!(
            !matches!(written, Err(DataError::Store(ref e)) if !deleted(e)),
            "{written:?}"
        );
        let listed = list_drives(array);
        assert!(matches!(listed, Err(DriveError::Store(e)) if deleted(&e)));
        let inserted = card::insert(array, &card::CardSource::Named(name("card")));
        assert!(matches!(inserted, Err(CardError::Store(e)) if deleted(&e)));
        assert!(!home.context.home.array(array.id()).exists());
    }

    #[test]
    fn a_request_that_comes_too_late_leaves_nothing_where_the_array_was() {
        let home = TestHome::with(&["pure01"]);
        card::create(&home.context, &name("card"), None).unwrap();
        let array = home.open("pure01").unwrap();
        delete(&home.context, &name("pure01")).unwrap();
        late(&home, &array);
        create(&home.context, &name("pure01"), &Layout::default()).unwrap();
        let other = home.open("pure01").unwrap();
        data::write(&other, &name("kept"), &b"kept"[..]).unwrap();
        late(&home, &array);
        let mut read = Vec::new();
        data::read(&other, &name("kept"), &mut read).unwrap();
        assert_eq!(read, b"kept");
    }

    #[test]
    fn nothing_of_it_is_left() {
        let home = TestHome::with(&["pure01"]);
        let folder = home.context.home.array(home.open("pure01").unwrap().id());
        // What has it open sees what is on the medium.
        let keys = ["array.db", "drives/CH0.BAY0"].map(|file| fs::File::open(folder.join(file)));
        delete(&home.context, &name("PURE01")).unwrap();
        for file in keys {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file.unwrap(), &mut bytes).unwrap();
            assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0));
        }
        let left = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names.collect::<Vec<_>>()
        };
        assert_eq!(left(&home.context.home.arrays()), [".lock"]);
        assert_eq!(left(&home.memory()), [""; 0]);
        assert!(matches!(
            home.open("pure01"),
            Err(LifecycleError::Missing(_))
        ));
    }

    #[test]
    fn one_whose_state_cannot_be_used_is_named_and_deleted() {
        let home = TestHome::with(&["pure01", "kept"]);
        let id = home.open("pure01").unwrap().id();
        let folder = home.context.home.array(id);
        let stranger = "0b6d6f3a-6a3b-4d0c-9a3e-6a7d5c1f2e48";
        fs::create_dir(home.context.home.arrays().join(stranger)).unwrap();
        let unusable = || {
            let listed = lifecycle::list(&home.context).unwrap().into_iter();
            let failed = listed.filter(|(_, entry)| entry.is_err());
            failed.map(|(name, _)| name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(unusable(), [stranger]);
        fs::write(folder.join("array.db"), "no database").unwrap();
        assert_eq!(unusable(), ["pure01", stranger]);
        fs::remove_file(folder.join("array.db")).unwrap();
        assert_eq!(unusable(), ["pure01", stranger]);
        delete(&home.context, &name("pure01")).unwrap();
        delete(&home.context, &name(stranger)).unwrap();
        assert_eq!(unusable(), [""; 0]);
        assert_eq!(lifecycle::list(&home.context).unwrap().len(), 1);
        // What it had in memory went with it.
        assert_eq!(fs::read_dir(home.memory()).unwrap().count(), 1);
        create(&home.context, &name("pure01"), &Layout::default()).unwrap();
    }

    /// A renaming holds the array and waits for the home, so a deletion must not do it the other way
    /// round; and what it deletes is what has the name when its turn comes.
    #[test]
    fn an_array_that_is_renamed_meanwhile_stays() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let deleted = std::thread::scope(|scope| {
            let context = &home.context;
            let deleting = scope.spawn(|| delete(context, &name("pure01")));
            // It waits for the array by then.
            std::thread::sleep(std::time::Duration::from_millis(200));
            assert!(!deleting.is_finished());
            lifecycle::rename(&exclusive, &name("vault")).unwrap();
            drop(exclusive);
            deleting.join().unwrap()
        });
        assert!(matches!(deleted, Err(LifecycleError::Missing(_))));
        assert_eq!(home.open("vault").unwrap().id(), array.id());
    }
}
