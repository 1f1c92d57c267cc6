//! The next generation: a new array key, shared and sealed anew over the drives that are there.
//!
//! What is done, and in which order, is decided by [`Rotation`], which knows no file and no database;
//! here its effects are carried out.

use std::path::Path;

use jiff::Timestamp;
use uuid::Uuid;

use super::confirm::confirm;
use super::{OperationError, Running};
use crate::ground::fault::point;
use crate::ground::{Array, Explain, Notice, StoreError, Tx};
use crate::key::{Dek, Effect, Generation, KeyError, Made, Member, Outcome, Rotation, Seal, make};
use crate::noun::drive::{self, Device};
use crate::noun::power::{self, NewGeneration};

/// Makes the next generation over `devices`, sealed with `seal`. What `commit` changes in the database
/// counts from the same moment as the new generation, or not at all.
///
/// # Errors
/// When fewer than three SSDs are there, a drive cannot be written, or `commit` fails. The present
/// generation counts then; only after an error of the commit itself that is not known, and the next
/// unlock settles which one does.
pub(crate) fn reseal(
    running: &Running<'_>,
    seal: &Seal,
    devices: Vec<Device>,
    commit: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<Generation, OperationError> {
    reseal_around(running, running.dek(), seal, devices, commit)
}

/// As [`reseal`], around that data encryption key.
pub(super) fn reseal_around(
    running: &Running<'_>,
    dek: &Dek,
    seal: &Seal,
    mut devices: Vec<Device>,
    commit: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<Generation, OperationError> {
    let array = running.array();
    let held: Vec<Vec<Generation>> = devices.iter().map(|device| device.file.held()).collect();
    let mut rotation = Rotation::begin(running.generation(), held.iter().map(Vec::as_slice));
    let new = rotation.generation();
    let made = make_over(array.id(), new, dek, seal, &devices)?;
    let record = Record::of(&made, new, dek, &devices);
    let mut layers = Some(made.layers);
    let mut commit = Some(commit);
    let mut failure = None;
    while let Some(effect) = rotation.effect() {
        let done = match effect {
            Effect::Confirm { .. } => confirm(array),
            Effect::WriteLayers { beside, .. } => {
                let layers = layers.take().into_iter().flatten();
                for (device, layer) in devices.iter_mut().zip(layers) {
                    device.file.keep_only(beside);
                    device.file.add(layer);
                }
                write(&mut devices, "reseal")
            }
            Effect::Commit { .. } => array.store().write(|tx| {
                if let Some(commit) = commit.take() {
                    commit(tx)?;
                }
                record.write(tx, array.now())?;
                point("reseal-commit");
                Ok(())
            }),
            Effect::DropOld { keep } => {
                point("reseal-committed");
                keep_only(&mut devices, keep);
                write(&mut devices, "drop")
            }
            Effect::DropNew { keep } => {
                keep_only(&mut devices, keep);
                write(&mut devices, "undo")
            }
        };
        rotation = match done {
            Ok(()) => rotation.done(),
            Err(error) => {
                let unknown = error.is_commit_unknown();
                failure.get_or_insert(error);
                if unknown {
                    rotation.unknown()
                } else {
                    rotation.failed()
                }
            }
        };
    }
    match (rotation.outcome(), failure) {
        (Some(Outcome::NotChanged | Outcome::Unknown), Some(error)) => Err(error),
        (_, None) => Ok(new),
        (_, Some(error)) => {
            array.context().tell(&Notice::OldKeyLeft(error.message()));
            Ok(new)
        }
    }
}

/// Where a change of generation is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// After half of the drives got the new generation, which never counts.
    HalfWritten,
    /// When the new generation has just begun to count, and every drive holds the old one too.
    JustCommitted,
}

/// Makes a new generation up to there, and leaves it at that: as a loss of power does.
///
/// # Errors
/// When a drive or the database cannot be written.
pub(crate) fn interrupt(
    array: &Array,
    dek: &Dek,
    seal: &Seal,
    at: Interruption,
) -> Result<(), OperationError> {
    let new = power::status(array)?.generation.next();
    let mut devices = drive::present(array)?.devices;
    let made = make_over(array.id(), new, dek, seal, &devices)?;
    let record = Record::of(&made, new, dek, &devices);
    let written = match at {
        Interruption::HalfWritten => devices.len() / 2,
        Interruption::JustCommitted => devices.len(),
    };
    for (device, layer) in devices.iter_mut().zip(made.layers).take(written) {
        device.file.add(layer);
    }
    drive::write_slots(&mut devices)?;
    match at {
        Interruption::HalfWritten => Ok(()),
        Interruption::JustCommitted => array.store().write(|tx| Ok(record.write(tx, array.now())?)),
    }
}

/// What the database is told of a new generation.
pub(crate) struct Record {
    generation: NewGeneration,
    /// By what the layer of each drive is known, by the drive's serial number.
    layers: Vec<(String, String)>,
}

impl Record {
    fn of(made: &Made, generation: Generation, dek: &Dek, devices: &[Device]) -> Self {
        let layers = devices.iter().zip(&made.layers);
        let layers = layers.map(|(device, layer)| (device.row.serial.clone(), layer.fingerprint()));
        Self {
            generation: NewGeneration {
                generation,
                threshold: made.threshold,
                commitment: made.commitment,
                dek: dek.fingerprint(),
            },
            layers: layers.collect(),
        }
    }

    /// Makes the generation count. The rows of the drives are there by then.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) fn write(&self, tx: &Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
        power::record_generation(tx, &self.generation, now)?;
        let layers = self.layers.iter();
        drive::record_layers(tx, layers.map(|(serial, layer)| (&**serial, layer.clone())))
    }
}

/// Makes the first generation of a new array, sealed with `seal`, and its drives, which lie in `folder`.
/// Returns what the database is to be told.
///
/// # Errors
/// When a drive cannot be written.
pub(crate) fn first_generation(
    folder: &Path,
    id: Uuid,
    dek: &Dek,
    seal: &Seal,
    devices: &mut [Device],
) -> Result<Record, OperationError> {
    let first = Generation::new(1);
    let made = make_over(id, first, dek, seal, devices)?;
    let record = Record::of(&made, first, dek, devices);
    for (device, layer) in devices.iter_mut().zip(made.layers) {
        device.file.add(layer);
    }
    point("first-begin");
    drive::manufacture(folder, devices)?;
    point("first-end");
    Ok(record)
}

/// Drops what an interrupted change left on the drives: everything but the generation that counts.
///
/// # Errors
/// When the database or a drive cannot be written. What could not be dropped is harmless, and is
/// dropped the next time.
pub(crate) fn settle(
    array: &Array,
    generation: Generation,
    devices: &mut [Device],
) -> Result<(), OperationError> {
    if devices
        .iter()
        .any(|device| device.file.has_leftovers(generation))
    {
        confirm(array)?;
        keep_only(devices, generation);
    }
    Ok(drive::write_slots(devices)?)
}

fn make_over(
    id: Uuid,
    generation: Generation,
    dek: &Dek,
    seal: &Seal,
    devices: &[Device],
) -> Result<Made, KeyError> {
    let members: Vec<Member<'_>> = devices.iter().map(Device::member).collect();
    make(id, generation, dek, seal, &members)
}

fn keep_only(devices: &mut [Device], generation: Generation) {
    for device in devices {
        device.file.keep_only(generation);
    }
}

fn write(devices: &mut [Device], what: &str) -> Result<(), OperationError> {
    point(&format!("{what}-begin"));
    drive::write_slots(devices)?;
    point(&format!("{what}-end"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::operation::rotate;

    fn devices(array: &Array) -> Vec<Device> {
        drive::present(array).unwrap().devices
    }

    /// The generations that each drive holds.
    fn generations(array: &Array) -> Vec<Vec<u64>> {
        let numbers = |device: Device| device.file.held().into_iter().map(Generation::number);
        devices(array)
            .into_iter()
            .map(|device| numbers(device).collect())
            .collect()
    }

    #[test]
    fn a_rotation_leaves_the_new_generation_only() {
        let home = TestHome::with(&["keys"]);
        let array = home.open("keys").unwrap();
        let before = generations(&array);
        assert_eq!(before.len(), 12);
        assert!(before.iter().all(|held| *held == [1]), "{before:?}");
        let exclusive = array.exclusive().unwrap();
        rotate(&Running::new(&exclusive).unwrap()).unwrap();
        let after = generations(&array);
        assert!(after.iter().all(|held| *held == [2]), "{after:?}");
    }

    #[test]
    fn a_rotation_leaves_nothing_of_the_old_generation_in_the_files() {
        let home = TestHome::with(&["keys"]);
        let array = home.open("keys").unwrap();
        let layers: Vec<_> = devices(&array)
            .iter()
            .map(|device| device.file.layers().next().unwrap().clone())
            .collect();
        let (contents, inodes) = contents(&array);
        let is_in = |hay: &[u8], needle: &str| {
            hay.windows(needle.len())
                .any(|window| window == needle.as_bytes())
        };
        let shares = layers.iter().filter_map(|layer| layer.share.as_ref());
        let secrets: Vec<String> = shares
            .map(|share| hex::encode(share.as_slice()))
            .chain(layers.iter().map(|layer| hex::encode(&layer.region)))
            .collect();
        assert!(secrets.iter().all(|secret| is_in(&contents, secret)));
        let exclusive = array.exclusive().unwrap();
        rotate(&Running::new(&exclusive).unwrap()).unwrap();
        let (after, inodes_after) = self::contents(&array);
        assert!(!secrets.iter().any(|secret| is_in(&after, secret)));
        assert_eq!(inodes_after, inodes, "written in place");
        assert_eq!(after.len(), 12 * 3 * 4096);
    }

    /// What all files of the drives hold, and their inodes.
    fn contents(array: &Array) -> (Vec<u8>, Vec<u64>) {
        use std::os::unix::fs::MetadataExt;

        let mut paths: Vec<_> = std::fs::read_dir(drive::folder(array))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        let inode = |path: &std::path::PathBuf| path.metadata().unwrap().ino();
        let read = |path: &std::path::PathBuf| std::fs::read(path).unwrap();
        (
            paths.iter().flat_map(read).collect(),
            paths.iter().map(inode).collect(),
        )
    }

    #[test]
    fn what_an_interrupted_rotation_has_left_is_dropped() {
        let home = TestHome::with(&["keys"]);
        let array = home.open("keys").unwrap();
        let mut written = devices(&array);
        for device in &mut written[..2] {
            let mut left = device.file.layers().next().unwrap().clone();
            left.generation = Generation::new(2);
            device.file.add(left);
        }
        drive::write_slots(&mut written).unwrap();
        assert_eq!(generations(&array)[..3], [vec![1, 2], vec![1, 2], vec![1]]);
        settle(&array, Generation::new(1), &mut devices(&array)).unwrap();
        let after = generations(&array);
        assert!(after.iter().all(|held| *held == [1]), "{after:?}");
    }
}
