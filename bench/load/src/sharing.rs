//! Secret sharing over as many drives as an array can have.

use std::convert::Infallible;
use std::hint::black_box;

use pure_core::key::{Threshold, combine, split};
use rand_core::{TryCryptoRng, TryRng};
use vsss_rs::Gf256;

use crate::medians;

const DRIVES: usize = 250;

/// Nanoseconds for splitting and combining a key of 32 bytes: ours, and by the crate alone.
pub(crate) fn measure() -> [f64; 2] {
    let threshold = Threshold::new(DRIVES).expect("it is not too many");
    let needed = threshold.needed();
    let secret = [7; 32];
    let mut ours = || {
        let shares = split(threshold, &secret);
        black_box(combine(threshold, &shares));
    };
    let mut alone = || {
        let shares = Gf256::split_bytes(needed, DRIVES, secret, Random).expect("it can be split");
        let _ = black_box(Gf256::combine_bytes(&shares[..needed]));
    };
    medians(5, [&mut ours, &mut alone])
}

/// The same random numbers as ours.
struct Random;

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        aws_lc_rs::rand::fill(bytes).expect("the system has random numbers");
        Ok(())
    }
}

impl TryCryptoRng for Random {}
