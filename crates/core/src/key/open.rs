//! From the devices and the seal to the data encryption key.

use uuid::Uuid;

use super::combine::array_key;
use super::counting::Counting;
use super::derive::{ssd_key, unlock_secret, wrapping_key};
use super::layer::{Layer, Member};
use super::region::{Owner, open as open_region};
use super::secret::Dek;
use super::share::combine;
use super::wrap::unwrap;
use super::{KeyError, Seal};
use crate::ground::fault::disclose;

/// What an unlock has found of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// It was unlocked.
    Unlocked,
    /// It holds nothing that counts, and stays as it is.
    LeftOut,
    /// It refused the key.
    Refused,
}

/// Opens every device that holds something of the generation that counts, and the data encryption key
/// with them. `report` is told of each device by its place among `devices`.
///
/// # Errors
/// When too few devices are there, or the seal is not the one the array was sealed with. Nothing is
/// ever changed by a failed attempt.
pub(crate) fn open(
    array: Uuid,
    counting: &Counting,
    devices: &[(Member<'_>, Option<&Layer>)],
    seal: &Seal,
    report: &mut dyn FnMut(usize, Opened),
) -> Result<Dek, KeyError> {
    let layers = devices.iter().filter_map(|(_, layer)| *layer);
    let (generation, threshold) = (counting.generation, counting.threshold);
    let key = array_key(array, counting, layers)?;
    let secret = unlock_secret(array, generation, &key, seal);
    let mut parts = Vec::with_capacity(devices.len());
    for (position, (member, layer)) in devices.iter().enumerate() {
        let Some(layer) = layer else {
            report(position, Opened::LeftOut);
            continue;
        };
        let ssd_key = ssd_key(&secret, member.serial, member.secret);
        let owner = Owner {
            array,
            generation,
            serial: member.serial,
        };
        match open_region(&ssd_key, owner, &layer.region) {
            Some(part) => {
                report(position, Opened::Unlocked);
                if member.is_shareholder {
                    parts.push(part);
                }
            }
            None => report(position, Opened::Refused),
        }
    }
    let wrapped = match combine(threshold, &parts) {
        Some(wrapped) => wrapped,
        None if parts.is_empty() => return Err(KeyError::Mismatch),
        // With another key none of them would have opened.
        None => {
            let present = parts.len();
            let left_out = String::from("the others refuse the key");
            return Err(KeyError::TooFewDrives {
                present,
                threshold,
                left_out,
            });
        }
    };
    let kek = wrapping_key(array, generation, &key);
    let dek = Dek::new(unwrap(&kek, &wrapped).ok_or(KeyError::DamagedDek)?);
    disclose("dek", dek.expose());
    Ok(dek)
}
