//! Secret sharing (Shamir 1979) over GF(2^8), by vsss-rs.

use std::convert::Infallible;
use std::thread;

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
    let random = SystemRandom::default();
    let shares = Gf256::split_bytes(threshold.needed(), threshold.shares(), secret, random);
    let shares = shares.expect("3 to 250 shares of a secret that is not empty");
    shares.into_iter().map(Zeroizing::new).collect()
}

/// From how many shares on it pays to split two secrets at a time.
const MANY: usize = 64;

/// Splits two secrets, neither of which is empty, into the shares of `threshold`: of many shares, that
/// takes longer than anything else in a rotation, except waiting for the disk.
pub(super) fn split_both(
    threshold: Threshold,
    one: &[u8],
    other: &[u8],
) -> (Vec<Share>, Vec<Share>) {
    if threshold.shares() < MANY {
        return (split(threshold, one), split(threshold, other));
    }
    thread::scope(|scope| {
        let other = scope.spawn(|| split(threshold, other));
        let one = split(threshold, one);
        (
            one,
            other.join().expect("no panic while splitting a secret"),
        )
    })
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

/// The system's random numbers, by the one crypto provider, drawn many at a time.
struct SystemRandom {
    drawn: Zeroizing<[u8; 1024]>,
    /// How many of them are not used yet: the last ones.
    left: usize,
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self {
            drawn: Zeroizing::new([0; _]),
            left: 0,
        }
    }
}

impl SystemRandom {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        if self.left < N {
            self.left = self.drawn.len();
            fill(self.drawn.as_mut_slice());
        }
        let from = self.drawn.len() - self.left;
        taken.copy_from_slice(&self.drawn[from..][..N]);
        self.left -= N;
        taken
    }
}

fn fill(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the system has random numbers");
}

impl TryRng for SystemRandom {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.take()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.take()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill(bytes);
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
        let mut random = SystemRandom::default();
        // More than are drawn at a time.
        let mut words: Vec<u64> = (0..300).map(|_| random.try_next_u64().unwrap()).collect();
        words.extend((0..300).map(|_| {
            let [low, high] = [(); 2].map(|()| u64::from(random.try_next_u32().unwrap()));
            high << 32 | low
        }));
        words.extend((0..300).map(|_| {
            let mut bytes = [0; 8];
            random.try_fill_bytes(&mut bytes).unwrap();
            u64::from_le_bytes(bytes)
        }));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 900);
    }

    #[test]
    fn two_secrets_are_split_as_one_is() {
        for count in [3, MANY - 1, MANY, 250] {
            let threshold = Threshold::new(count).unwrap();
            let (one, other) = split_both(threshold, &[1; 32], &[2; 40]);
            assert_eq!(combine(threshold, &one).unwrap().as_slice(), [1; 32]);
            assert_eq!(combine(threshold, &other).unwrap().as_slice(), [2; 40]);
        }
    }
}
