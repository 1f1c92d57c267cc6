//! A change that shares and seals the array key anew.

use rusqlite::Transaction;

use super::{PowerError, Unlocked};
use crate::Array;
use crate::array::Exclusive;
use crate::key::{Device, Generation, reseal_over};
use crate::token;

/// Makes the next generation over `devices`, sealed with what the security token gives at this moment:
/// without it nothing is changed.
pub(crate) fn change(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    devices: Vec<Device>,
    commit: impl FnOnce(&Transaction<'_>) -> Result<(), PowerError>,
) -> Result<Generation, PowerError> {
    let seal = token::external_secret(array)?;
    reseal_over(array, exclusive, unlocked, &seal, devices, |tx, _| {
        commit(tx)
    })
}
