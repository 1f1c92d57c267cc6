//! From the drives and the seal to the data encryption key.

use uuid::Uuid;

use super::combine::array_key;
use super::derive::{ssd_key, unlock_secret, wrapping_key};
use super::region::{Owner, open};
use super::secret::Dek;
use super::share::combine;
use super::wrap::unwrap;
use super::{Generation, KeyError, Seal, Threshold};
use crate::drive::{DriveFile, DriveRow, Kind};
use crate::fault::disclose;

/// A drive of the array that is there and can be read.
#[derive(Debug)]
pub struct Device {
    /// What the array knows of it.
    pub row: DriveRow,
    /// What lies on it.
    pub file: DriveFile,
}

/// What an unlock has just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The drive in that bay was unlocked.
    Unlocked(String),
    /// The drive in that bay holds no share of this generation, and stays as it is.
    Stale(String),
    /// The drive in that bay refused the key.
    Refused(String),
    /// The drive in that bay is not there, or cannot be read.
    Absent(String),
}

/// Opens every device of `generation`, and the data encryption key with them.
///
/// # Errors
/// When too few drives are there, or the seal is not the one the array was sealed with. Nothing is
/// ever changed by a failed attempt.
pub(crate) fn unlock(
    array: Uuid,
    generation: Generation,
    threshold: Threshold,
    devices: &[Device],
    seal: &Seal,
    report: &mut dyn FnMut(Step),
) -> Result<Dek, KeyError> {
    let key = array_key(array, generation, threshold, devices)?;
    disclose("array key", key.expose());
    let secret = unlock_secret(array, generation, &key, seal);
    let mut parts = Vec::with_capacity(devices.len());
    for device in devices {
        let bay = device.row.bay.to_string();
        let serial = device.row.serial.as_str();
        let Some(layer) = device.file.layer(generation) else {
            report(Step::Stale(bay));
            continue;
        };
        let ssd_key = ssd_key(&secret, serial, &device.file.secret);
        disclose("ssd key", ssd_key.expose());
        match open(
            &ssd_key,
            Owner {
                array,
                generation,
                serial,
            },
            &layer.region,
        ) {
            Some(part) => {
                report(Step::Unlocked(bay));
                if device.row.bay.kind() == Kind::Ssd {
                    parts.push(part);
                }
            }
            None => report(Step::Refused(bay)),
        }
    }
    let wrapped = combine(threshold, &parts).ok_or(KeyError::Mismatch)?;
    let kek = wrapping_key(array, generation, &key);
    let dek = Dek::new(unwrap(&kek, &wrapped).ok_or(KeyError::DamagedDek)?);
    disclose("dek", dek.expose());
    Ok(dek)
}
