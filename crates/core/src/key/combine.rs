//! From the shares on the drives to the array key.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::derive::commitment;
use super::secret::ArrayKey;
use super::share::{Share, combine};
use super::unlock::Device;
use super::{Generation, KeyError, Threshold};

/// The array key of `generation`, when enough of the devices hold a share of it.
pub(super) fn array_key(
    array: Uuid,
    generation: Generation,
    threshold: Threshold,
    devices: &[Device],
) -> Result<ArrayKey, KeyError> {
    let layers = devices
        .iter()
        .filter_map(|device| device.file.layer(generation));
    let shared: Vec<(&Share, &[u8; 32])> = layers
        .filter_map(|layer| layer.share.as_ref().map(|share| (share, &layer.commitment)))
        .collect();
    let shares: Vec<Share> = shared.iter().map(|(share, _)| (*share).clone()).collect();
    if shares.len() < threshold.needed() {
        return Err(KeyError::TooFewDrives {
            present: shares.len(),
            threshold,
        });
    }
    let bytes = combine(threshold, &shares).ok_or(KeyError::WrongShares)?;
    let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::WrongShares)?;
    let key = ArrayKey::new(Zeroizing::new(bytes));
    let expected = commitment(array, generation, &key);
    match verify_slices_are_equal(&expected, shared[0].1) {
        Ok(()) => Ok(key),
        Err(_) => Err(KeyError::WrongShares),
    }
}
