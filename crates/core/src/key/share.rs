//! Secret sharing (Shamir 1979) over GF(2^8), by vsss-rs.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use vsss_rs::Gf256;
use zeroize::Zeroizing;

use super::Threshold;

/// One share of a secret: its number, from 1, and a byte for each byte of the secret.
pub type Share = Zeroizing<Vec<u8>>;

/// The length of a share of the array key: its number, and 32 bytes.
pub(super) const LENGTH_OF_KEY_SHARE: usize = 1 + 32;

/// Splits `secret`, which is not empty, into the shares of `threshold`.
///
/// # Panics
/// When `secret` is empty.
pub fn split(threshold: Threshold, secret: &[u8]) -> Vec<Share> {
    let shares = Gf256::split_bytes(threshold.needed(), threshold.shares(), secret, SystemRandom);
    let shares = shares.expect("3 to 250 shares of a secret that is not empty");
    shares.into_iter().map(Zeroizing::new).collect()
}

/// Combines as many shares as it takes; `None` when they are too few, of different lengths, or one is
/// there twice. Shares of different secrets combine to a value that means nothing.
pub fn combine(threshold: Threshold, shares: &[Share]) -> Option<Zeroizing<Vec<u8>>> {
    let taken = shares.get(..threshold.needed())?;
    // The crate wants vectors of its own; they are overwritten afterwards.
    let copies = Zeroizing::new(taken.iter().map(|share| share.to_vec()).collect::<Vec<_>>());
    Gf256::combine_bytes(copies.as_slice())
        .ok()
        .map(Zeroizing::new)
}

/// The system's random numbers, by the one crypto provider.
struct SystemRandom;

impl TryRng for SystemRandom {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(*super::random()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(*super::random()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        aws_lc_rs::rand::fill(bytes).expect("the system has random numbers");
        Ok(())
    }
}

impl TryCryptoRng for SystemRandom {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn threshold_many_open_and_one_fewer_do_not(
            count in 3_usize..=250,
            secret in proptest::array::uniform32(any::<u8>()),
            order in any::<prop::sample::Index>(),
        ) {
            let threshold = Threshold::new(count).unwrap();
            let mut shares = split(threshold, &secret);
            shares.rotate_left(order.index(count));
            let opened = combine(threshold, &shares[..threshold.needed()]);
            prop_assert_eq!(opened.as_deref().map(Vec::as_slice), Some(secret.as_slice()));
            prop_assert!(combine(threshold, &shares[..threshold.needed() - 1]).is_none());
            // Whatever a thief does with one share fewer: what comes out is not the secret.
            let fewer = Zeroizing::new(
                shares[..threshold.needed() - 1].iter().map(|s| s.to_vec()).collect::<Vec<_>>(),
            );
            let guess = Gf256::combine_bytes(fewer.as_slice()).ok();
            prop_assert_ne!(guess.as_deref(), Some(secret.as_slice()));
        }

        #[test]
        fn shares_of_different_generations_do_not_mix(count in 3_usize..=250) {
            let threshold = Threshold::new(count).unwrap();
            let secret = [7; 32];
            let (old, new) = (split(threshold, &secret), split(threshold, &secret));
            let mut mixed = old[..threshold.needed()].to_vec();
            mixed[0] = new[0].clone();
            let opened = combine(threshold, &mixed);
            prop_assert_ne!(opened.as_deref().map(Vec::as_slice), Some(secret.as_slice()));
        }
    }

    #[test]
    fn a_share_that_is_there_twice_does_not_count_twice() {
        let threshold = Threshold::new(5).unwrap();
        let mut shares = split(threshold, &[1; 32]);
        shares[1] = shares[0].clone();
        assert!(combine(threshold, &shares[..threshold.needed()]).is_none());
    }

    #[test]
    fn no_share_is_the_secret_and_no_two_splits_are_alike() {
        let threshold = Threshold::new(5).unwrap();
        let secret = [7; 32];
        let shares = split(threshold, &secret);
        assert_ne!(shares, split(threshold, &secret));
        // A share is its number and its bytes; with 32 of them none is the secret by chance.
        assert!(shares.iter().all(|share| share[1..] != secret));
    }

    #[test]
    fn random_numbers_are_random_whichever_way_they_are_drawn() {
        let mut words: Vec<u64> = (0..8)
            .map(|_| SystemRandom.try_next_u64().unwrap())
            .collect();
        words.extend((0..8).map(|_| {
            let [low, high] = [(); 2].map(|()| u64::from(SystemRandom.try_next_u32().unwrap()));
            high << 32 | low
        }));
        words.extend((0..8).map(|_| {
            let mut bytes = [0; 8];
            SystemRandom.try_fill_bytes(&mut bytes).unwrap();
            u64::from_le_bytes(bytes)
        }));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 24);
    }
}
