//! The next generation: a new array key, shared and sealed anew over the drives that are there.
//!
//! It is written beside the present one on every drive; then one database transaction makes it count;
//! then the old one is dropped. Whenever this is interrupted, one whole generation counts.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::derive::{commitment, ssd_key, unlock_secret, wrapping_key};
use super::region::{Owner, seal as seal_region};
use super::secret::{ArrayKey, Dek};
use super::share::split;
use super::unlock::Device;
use super::wrap::wrap;
use super::{Generation, KeyError, Seal, Threshold, random};
use crate::array::{Array, Exclusive};
use crate::drive::{self, Kind, Layer};
use crate::fault::point;
use crate::power::Unlocked;
use crate::store::StoreError;

/// Makes the next generation over the drives that are there, sealed with `seal`. What `commit` changes
/// in the database counts from the same moment as the new generation, or not at all.
///
/// # Errors
/// When fewer than three SSDs are there, a drive cannot be written, or `commit` fails. The present
/// generation counts then. Only after [`KeyError::OldIsLeft`] the new one counts.
pub fn reseal<E: From<KeyError> + From<StoreError>>(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    seal: &Seal,
    commit: impl FnOnce(&Transaction<'_>, Timestamp) -> Result<(), E>,
) -> Result<Generation, E> {
    let devices = drive::present(array).map_err(KeyError::from)?.devices;
    reseal_over(array, exclusive, unlocked, seal, devices, commit)
}

/// [`reseal`] over those devices.
pub(crate) fn reseal_over<E: From<KeyError> + From<StoreError>>(
    array: &Array,
    _exclusive: &Exclusive,
    unlocked: &Unlocked,
    seal: &Seal,
    mut devices: Vec<Device>,
    commit: impl FnOnce(&Transaction<'_>, Timestamp) -> Result<(), E>,
) -> Result<Generation, E> {
    let (id, old) = (array.id()?, unlocked.generation());
    let new = old.next();
    let folder = drive::folder(array);
    let threshold = make(id, new, unlocked.dek(), seal, &mut devices, Some(old))?;
    let result = write(&folder, &devices, "reseal").and_then(|()| {
        array.store().write(|tx| {
            let now = array.now();
            record(tx, new, threshold, now)?;
            commit(tx, now)?;
            point("reseal-commit");
            Ok(())
        })
    });
    if let Err(error) = result {
        // The new generation does not count: take it off the drives again.
        devices
            .iter_mut()
            .for_each(|device| device.file.keep_only(old));
        let _ = write::<E>(&folder, &devices, "undo");
        return Err(error);
    }
    point("reseal-committed");
    unlocked.remember(array, new)?;
    devices
        .iter_mut()
        .for_each(|device| device.file.keep_only(new));
    drop_old(&folder, &devices)?;
    Ok(new)
}

/// Writes the drives without the old generation; where there is no room for all at once, one by one.
fn drop_old(folder: &Path, devices: &[Device]) -> Result<(), KeyError> {
    write::<KeyError>(folder, devices, "drop")
        .or_else(|_| {
            devices
                .iter()
                .try_for_each(|device| drive::write_all(folder, [device]))
                .map_err(KeyError::from)
        })
        .map_err(|error| KeyError::OldIsLeft(error.to_string()))
}

/// Makes the first generation of a new array, whose drives are written in `folder`.
pub(crate) fn first_generation(
    folder: &Path,
    id: Uuid,
    dek: &Dek,
    devices: &mut [Device],
) -> Result<Threshold, KeyError> {
    let threshold = make(id, Generation::new(1), dek, &Seal::None, devices, None)?;
    write::<KeyError>(folder, devices, "first")?;
    Ok(threshold)
}

/// Takes what an interrupted reseal left off the drives: everything but the generation that counts.
pub(crate) fn settle(
    array: &Array,
    generation: Generation,
    devices: &mut [Device],
) -> Result<(), KeyError> {
    let folder = drive::folder(array);
    for device in devices
        .iter_mut()
        .filter(|device| device.file.is_unsettled(generation))
    {
        device.file.keep_only(generation);
        drive::write_all(&folder, [&*device])?;
    }
    Ok(())
}

/// Gives every device its layer of the new generation, beside the one that is kept.
fn make(
    id: Uuid,
    generation: Generation,
    dek: &Dek,
    seal: &Seal,
    devices: &mut [Device],
    kept: Option<Generation>,
) -> Result<Threshold, KeyError> {
    let count = devices
        .iter()
        .filter(|device| device.row.bay.kind() == Kind::Ssd)
        .count();
    let threshold = Threshold::new(count).ok_or(KeyError::ShareCount(count))?;
    let key = ArrayKey::new(random());
    let secret = unlock_secret(id, generation, &key, seal);
    let wrapped = wrap(&wrapping_key(id, generation, &key), dek.expose());
    let mut shares = split(threshold, key.expose()).into_iter();
    let mut parts = split(threshold, &wrapped).into_iter();
    let commitment = commitment(id, generation, &key);
    for device in devices {
        let serial = device.row.serial.as_str();
        let is_ssd = device.row.bay.kind() == Kind::Ssd;
        let (share, part) = if is_ssd {
            (shares.next(), parts.next())
        } else {
            (None, None)
        };
        let content = part.as_ref().map_or(&[][..], |part| part.as_slice());
        let ssd_key = ssd_key(&secret, serial, &device.file.secret);
        let region = seal_region(
            &ssd_key,
            Owner {
                array: id,
                generation,
                serial,
            },
            content,
        );
        match kept {
            Some(kept) => device.file.keep_only(kept),
            None => device.file.layers.clear(),
        }
        device.file.layers.push(Layer {
            generation,
            threshold,
            share,
            commitment,
            region,
        });
    }
    Ok(threshold)
}

fn write<E: From<KeyError>>(folder: &Path, devices: &[Device], what: &str) -> Result<(), E> {
    point(&format!("{what}-begin"));
    drive::write_all(folder, devices).map_err(KeyError::from)?;
    point(&format!("{what}-end"));
    Ok(())
}

fn record(
    tx: &Transaction<'_>,
    generation: Generation,
    threshold: Threshold,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE array SET generation = ?1, shares = ?2, rotated = ?3, postponed = NULL",
        params![
            generation.number().cast_signed(),
            threshold.count(),
            now.as_second()
        ],
    )?;
    Ok(())
}
