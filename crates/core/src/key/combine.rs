//! From the shares on the devices to the array key.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::KeyError;
use super::counting::Counting;
use super::derive::commitment;
use super::layer::Layer;
use super::secret::ArrayKey;
use super::share::{Share, combine};
use crate::ground::fault::disclose;

/// The array key that counts, when enough of the layers hold a share of it. A share that is there twice
/// counts once.
pub(super) fn array_key<'a>(
    array: Uuid,
    counting: &Counting,
    layers: impl Iterator<Item = &'a Layer>,
) -> Result<ArrayKey, KeyError> {
    let threshold = counting.threshold;
    let mut expected = counting.commitment;
    let mut shares: Vec<Share> = Vec::new();
    for layer in layers {
        let Some(share) = &layer.share else { continue };
        if shares.iter().all(|other| other.first() != share.first()) {
            shares.push(share.clone());
            expected.get_or_insert(layer.commitment);
        }
    }
    if shares.len() < threshold.needed() {
        return Err(KeyError::TooFewDrives {
            present: shares.len(),
            threshold,
            left_out: String::new(),
        });
    }
    let bytes = combine(threshold, &shares).ok_or(KeyError::WrongShares)?;
    let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::WrongShares)?;
    let key = ArrayKey::new(Zeroizing::new(bytes));
    disclose("array key", key.expose());
    let found = commitment(array, counting.generation, &key);
    match expected.map(|expected| verify_slices_are_equal(&found, &expected)) {
        Some(Ok(())) => Ok(key),
        _ => Err(KeyError::WrongShares),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::secret::{Dek, random};
    use crate::key::{Generation, Member, Seal, Threshold, make};

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
        let made = make(array, Generation::new(1), &dek, &Seal::None, &members).unwrap();
        (made.threshold, made.layers)
    }

    fn counting(generation: u64, threshold: Threshold) -> Counting {
        Counting {
            generation: Generation::new(generation),
            threshold,
            commitment: None,
        }
    }

    #[test]
    fn exactly_as_many_drives_as_it_takes() {
        let array = Uuid::new_v4();
        let (threshold, mut layers) = layers(array);
        assert_eq!((threshold.shares(), threshold.needed()), (10, 7));
        layers.retain(|layer| layer.share.is_some());
        let key = |layers: &[Layer]| {
            let key = array_key(array, &counting(1, threshold), layers.iter());
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
        // A share that is there twice is one.
        let mut doubled = layers.clone();
        doubled[1].share = doubled[0].share.clone();
        assert_eq!(key(&doubled).unwrap(), whole);
        assert!(matches!(
            key(&doubled[..7]),
            Err(KeyError::TooFewDrives { present: 6, .. })
        ));
        // A share that was altered gives another key, which is known not to be the one.
        layers[0].share.as_mut().unwrap()[1] ^= 1;
        assert!(matches!(key(&layers), Err(KeyError::WrongShares)));
    }

    #[test]
    fn the_shares_of_another_generation_or_array_are_not_taken() {
        let array = Uuid::new_v4();
        let (threshold, layers) = layers(array);
        let key =
            |array, generation| array_key(array, &counting(generation, threshold), layers.iter());
        assert!(key(array, 1).is_ok());
        assert!(matches!(key(array, 2), Err(KeyError::WrongShares)));
        assert!(matches!(key(Uuid::new_v4(), 1), Err(KeyError::WrongShares)));
    }
}
