//! Kills, crowds, broken devices and attacks: what `cargo xtask torture` runs.
//!
//! Everything random follows from a seed, which is shown. What is checked against is a [`model`] that
//! knows of each object what the commands have acknowledged.

pub mod attack;
pub mod crash;
pub mod crowd;
pub mod fixture;
pub mod left_behind;
pub mod model;
pub mod objects;
pub mod power_loss;
#[cfg(feature = "promise")]
pub mod promise;
pub mod random;
pub mod script;
pub mod storage;
pub mod tally;
