//! The next generation: a new array key, shared and sealed anew over the drives that are there.
//!
//! What is done, and in which order, is decided by [`Rotation`], which knows no file and no database;
//! here its effects are carried out.

use std::path::Path;

use uuid::Uuid;

use super::{OperationError, Running};
use crate::ground::fault::point;
use crate::ground::{Array, Explain, Notice, Tx};
use crate::key::{
    Dek, Effect, Generation, KeyError, Layer, Member, Outcome, Rotation, Seal, Threshold, make,
    reconcile,
};
use crate::noun::drive::{self, Device};
use crate::noun::log::{self, Event};
use crate::noun::power;

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
    mut devices: Vec<Device>,
    commit: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<Generation, OperationError> {
    let array = running.array();
    let held: Vec<Vec<Generation>> = devices.iter().map(|device| device.file.held()).collect();
    let mut rotation = Rotation::begin(running.generation(), held.iter().map(Vec::as_slice));
    let new = rotation.generation();
    let (threshold, layers) = new_layers(array.id(), new, running.dek(), seal, &devices)?;
    let mut layers = Some(layers);
    let mut commit = Some(commit);
    let mut failure = None;
    while let Some(effect) = rotation.effect() {
        let done = match effect {
            Effect::Confirm { .. } => confirm(array),
            Effect::WriteLayers { beside, .. } => {
                let layers = layers.take().into_iter().flatten();
                for (device, layer) in devices.iter_mut().zip(layers) {
                    device.file.keep_only(beside);
                    device.file.layers.push(layer);
                }
                write(array, &devices, "reseal")
            }
            Effect::Commit { new } => array.store().write(|tx| {
                power::record_generation(tx, new, threshold, array.now())?;
                if let Some(commit) = commit.take() {
                    commit(tx)?;
                }
                point("reseal-commit");
                Ok(())
            }),
            Effect::DropOld { keep } => {
                point("reseal-committed");
                keep_only(&mut devices, keep);
                drop_old(array, &devices)
            }
            Effect::DropNew { keep } => {
                keep_only(&mut devices, keep);
                write(array, &devices, "undo")
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

/// Makes the first generation of a new array, whose drives are written in `folder`.
///
/// # Errors
/// When a drive cannot be written.
pub(crate) fn first_generation(
    folder: &Path,
    id: Uuid,
    dek: &Dek,
    devices: &mut [Device],
) -> Result<(), OperationError> {
    let (_, layers) = new_layers(id, Generation::new(1), dek, &Seal::None, devices)?;
    for (device, layer) in devices.iter_mut().zip(layers) {
        device.file.layers = vec![layer];
    }
    point("first-begin");
    drive::write_all(folder, &*devices)?;
    point("first-end");
    Ok(())
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
    let is_unsettled =
        |device: &Device| !reconcile(generation, &device.file.held()).drop.is_empty();
    if !devices.iter().any(is_unsettled) {
        return Ok(());
    }
    confirm(array)?;
    for device in devices.iter_mut().filter(|device| is_unsettled(device)) {
        device.file.keep_only(generation);
        drive::write_all(&drive::folder(array), [&*device])?;
    }
    Ok(())
}

/// Makes sure that what the database says is on the disk: SQLite writes only what is changed.
fn confirm(array: &Array) -> Result<(), OperationError> {
    array.store().write(|tx| {
        let detail = "settled after an interruption";
        Ok(log::append(
            array,
            tx,
            Event::Rotation,
            "array key",
            detail,
        )?)
    })
}

fn new_layers(
    id: Uuid,
    generation: Generation,
    dek: &Dek,
    seal: &Seal,
    devices: &[Device],
) -> Result<(Threshold, Vec<Layer>), KeyError> {
    let members: Vec<Member<'_>> = devices.iter().map(Device::member).collect();
    make(id, generation, dek, seal, &members)
}

fn keep_only(devices: &mut [Device], generation: Generation) {
    for device in devices {
        device.file.keep_only(generation);
    }
}

/// Writes the drives without the old generation; where there is no room for all at once, one by one.
fn drop_old(array: &Array, devices: &[Device]) -> Result<(), OperationError> {
    write(array, devices, "drop").or_else(|_| {
        let folder = drive::folder(array);
        devices
            .iter()
            .try_for_each(|device| drive::write_all(&folder, [device]))
            .map_err(OperationError::from)
    })
}

fn write(array: &Array, devices: &[Device], what: &str) -> Result<(), OperationError> {
    point(&format!("{what}-begin"));
    drive::write_all(&drive::folder(array), devices)?;
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
    fn what_an_interrupted_rotation_has_left_is_dropped() {
        let home = TestHome::with(&["keys"]);
        let array = home.open("keys").unwrap();
        let mut written = devices(&array);
        for device in &mut written[..2] {
            let mut left = device.file.layers[0].clone();
            left.generation = Generation::new(2);
            device.file.layers.push(left);
        }
        drive::write_all(&drive::folder(&array), &written).unwrap();
        assert_eq!(generations(&array)[..3], [vec![1, 2], vec![1, 2], vec![1]]);
        settle(&array, Generation::new(1), &mut devices(&array)).unwrap();
        let after = generations(&array);
        assert!(after.iter().all(|held| *held == [1]), "{after:?}");
    }
}
