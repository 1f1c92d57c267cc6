//! From the shares on the devices to the array key.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::derive::commitment;
use super::layer::Layer;
use super::secret::ArrayKey;
use super::share::{Share, combine};
use super::{Generation, KeyError, Threshold};

/// The array key of `generation`, when enough of the layers hold a share of it.
pub(super) fn array_key<'a>(
    array: Uuid,
    generation: Generation,
    threshold: Threshold,
    layers: impl Iterator<Item = &'a Layer>,
) -> Result<ArrayKey, KeyError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::secret::{Dek, random};
    use crate::key::{Member, Seal, make};

    /// The layers of the first generation over ten devices with a share, and two without.
    fn layers(array: Uuid) -> (Threshold, Vec<Layer>) {
        let secrets: Vec<_> = (0..12).map(|_| random()).collect();
        let serials: Vec<_> = (0..12).map(|number| format!("PSSD{number}")).collect();
        let devices = secrets.iter().zip(&serials).enumerate();
        let members: Vec<_> = devices
            .map(|(position, (secret, serial))| Member {
                serial,
                secret,
                is_shareholder: position < 10,
            })
            .collect();
        let dek = Dek::new(random());
        make(array, Generation::new(1), &dek, &Seal::None, &members).unwrap()
    }

    #[test]
    fn exactly_as_many_drives_as_it_takes() {
        let array = Uuid::new_v4();
        let (threshold, mut layers) = layers(array);
        assert_eq!((threshold.shares(), threshold.needed()), (10, 7));
        layers.retain(|layer| layer.share.is_some());
        let key = |layers: &[Layer]| {
            let key = array_key(array, Generation::new(1), threshold, layers.iter());
            key.map(|key| *key.expose())
        };
        let whole = key(&layers).unwrap();
        assert_eq!(key(&layers[3..]).unwrap(), whole);
        assert!(matches!(
            key(&layers[4..]),
            Err(KeyError::TooFewDrives { present: 6, .. })
        ));
        assert!(matches!(
            key(&[]),
            Err(KeyError::TooFewDrives { present: 0, .. })
        ));
        // A share that was altered gives another key, which is known not to be the one.
        layers[0].share.as_mut().unwrap()[1] ^= 1;
        assert!(matches!(key(&layers), Err(KeyError::WrongShares)));
    }

    #[test]
    fn the_shares_of_another_generation_or_array_are_not_taken() {
        let array = Uuid::new_v4();
        let (threshold, layers) = layers(array);
        let key = |array, generation| {
            array_key(array, Generation::new(generation), threshold, layers.iter())
        };
        assert!(key(array, 1).is_ok());
        assert!(matches!(key(array, 2), Err(KeyError::WrongShares)));
        assert!(matches!(key(Uuid::new_v4(), 1), Err(KeyError::WrongShares)));
    }
}
