//! A new data encryption key: every volume is encrypted anew, and the old key opens nothing that counts.
//!
//! The volumes are encrypted into files beside those that count. The commit of the new generation, whose
//! drives hold the new key, makes those files the volumes: so each crash point is one of before or
//! after. The old files are overwritten then.

use super::reseal::reseal_around;
use super::{OperationError, Running};
use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Explain, Notice};
use crate::key::{self, Dek, Generation};
use crate::noun::data::{Copies, DataError};
use crate::noun::drive;
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};
use crate::noun::token;

/// How often it begins again when other commands write volumes meanwhile.
const ATTEMPTS: usize = 5;

/// Makes a new data encryption key, and a new generation of the array key around it.
///
/// # Errors
/// When the security token does not give its secret, a volume cannot be read, there is no room for the
/// volumes twice, a drive cannot be written, or volumes are written all the time. The present keys
/// count then.
pub(crate) fn rotate_dek(exclusive: &Exclusive<'_>) -> Result<Generation, OperationError> {
    let array = exclusive.array();
    let running = Running::new(exclusive)?;
    // Asked for first: without it everything else would be done in vain.
    token::external_secret(array)?;
    let new = Dek::new(key::random());
    let mut copies = Copies::default();
    let done = attempt(&running, &new, &mut copies);
    // It holds the memory, which is to be written.
    drop(running);
    match done {
        Ok(generation) => {
            point("dek-committed");
            if let Err(error) = remember(array, &new) {
                // The old key counts no more, wherever it is.
                array
                    .context()
                    .tell(&Notice::KeyNotInMemory(error.message()));
            }
            point("dek-remembered");
            copies.replace(array);
            Ok(generation)
        }
        Err(error) => {
            if !error.is_commit_unknown() {
                copies.discard(array);
            }
            Err(error)
        }
    }
}

/// Keeps the new key in the array's memory in place of the old one.
fn remember(array: &Array, new: &Dek) -> Result<(), OperationError> {
    let old = power::hold_memory(array)?;
    old.wipe()?;
    old.remove();
    let kept = power::keep_memory(array.context(), &power::owner(array), array.folder(), new)?;
    array
        .store()
        .write(|tx| Ok(power::record(tx, &State::On, Some(kept.path()))?))
}

fn attempt(
    running: &Running<'_>,
    new: &Dek,
    copies: &mut Copies,
) -> Result<Generation, OperationError> {
    let array = running.array();
    for _ in 0..ATTEMPTS {
        copies.make(array, running.dek(), new)?;
        let seal = token::external_secret(array)?;
        let devices = drive::present(array)?.devices;
        let done = reseal_around(running, new, &seal, devices, |tx| {
            copies.adopt(tx)?;
            let subject = "data encryption key";
            let detail = format!("changed, generation {}", running.generation().next());
            Ok(log::append(array, tx, Event::Rotation, subject, &detail)?)
        });
        match done {
            // Another command has written a volume meanwhile.
            Err(OperationError::Data(DataError::Changing)) => {}
            done => return done,
        }
    }
    Err(DataError::Changing.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::StoreError;
    use crate::key::Seal;
    use crate::lifecycle::tests::{TestHome, name};
    use crate::noun::data;
    use crate::operation::rehearse::rehearse;
    use crate::operation::{maintain, power_off, power_on, rotate};

    fn read(array: &Array, volume: &str) -> Result<Vec<u8>, DataError> {
        let mut contents = Vec::new();
        data::read(array, &name(volume), &mut contents).map(|_| contents)
    }

    #[test]
    fn the_volumes_are_under_the_new_key_and_the_old_files_are_gone() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let large = vec![7; 600_000];
        data::write(&array, &name("small"), &b"small"[..]).unwrap();
        data::write(&array, &name("large"), large.as_slice()).unwrap();
        let folder = array.folder().join("data");
        let ids = || {
            let entries = std::fs::read_dir(&folder).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let before = ids();
        let exclusive = array.exclusive().unwrap();
        let dek = || Running::new(&exclusive).unwrap().dek().clone();
        let old = dek();
        rotate_dek(&exclusive).unwrap();
        assert!(!dek().is_same_as(&old));
        let after = ids();
        assert_eq!(after.len(), 2);
        assert!(after.iter().all(|id| !before.contains(id)));
        rehearse(&array, &Seal::None).unwrap();
        rotate(&Running::new(&exclusive).unwrap()).unwrap();
        power_off(&exclusive).unwrap();
        power_on(&exclusive, &mut |_| ()).unwrap();
        assert_eq!(read(&array, "small").unwrap(), b"small");
        assert_eq!(read(&array, "large").unwrap(), large);
    }

    /// The process dies between the commit and the memory: the old key is no key of this array.
    #[test]
    fn an_old_key_in_memory_counts_no_more() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        data::write(&array, &name("vol"), &b"kept"[..]).unwrap();
        {
            let exclusive = array.exclusive().unwrap();
            let old = Running::new(&exclusive).unwrap().dek().clone();
            rotate_dek(&exclusive).unwrap();
            remember(&array, &old).unwrap();
            assert!(Running::new(&exclusive).is_err());
            let written = data::write(&array, &name("new"), &b"lost"[..]);
            assert!(written.is_err(), "{written:?}");
        }
        maintain(&array).unwrap();
        assert_eq!(read(&array, "vol").unwrap(), b"kept");
        data::write(&array, &name("new"), &b"kept too"[..]).unwrap();
        let exclusive = array.exclusive().unwrap();
        power_off(&exclusive).unwrap();
        power_on(&exclusive, &mut |_| ()).unwrap();
        assert_eq!(read(&array, "new").unwrap(), b"kept too");
    }

    /// What is written while the key changes is not written under a key that nobody keeps.
    #[test]
    fn a_volume_that_is_being_written_meanwhile() {
        struct Slow<'a>(Option<&'a dyn Fn()>);

        impl std::io::Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let Some(then) = self.0.take() else {
                    return Ok(0);
                };
                then();
                buffer[..4].copy_from_slice(b"slow");
                Ok(4)
            }
        }

        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        data::write(&array, &name("vol"), &b"before"[..]).unwrap();
        let known = |dek: &str| {
            let set = |tx: &crate::ground::Tx<'_>| tx.execute("UPDATE array SET dek = ?1", [dek]);
            let done = array.store().write(|tx| set(tx).map_err(StoreError::from));
            assert_eq!(done.unwrap(), 1);
        };
        let dek = power::status(&array).unwrap().dek.unwrap();
        let written = data::write(&array, &name("vol"), Slow(Some(&|| known("another"))));
        assert!(matches!(written, Err(DataError::KeyChanged)), "{written:?}");
        known(&dek);
        assert_eq!(read(&array, "vol").unwrap(), b"before");
        data::write(&array, &name("vol"), &b"after"[..]).unwrap();
        assert_eq!(read(&array, "vol").unwrap(), b"after");
        assert_eq!(
            std::fs::read_dir(array.folder().join("data"))
                .unwrap()
                .count(),
            1
        );
    }
}
