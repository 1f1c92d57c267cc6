//! The array that the command acts on.

use pure_console::warn;
use pure_core::{Array, power};

/// The current array, after it has done what is due.
pub(crate) fn array() -> anyhow::Result<Array> {
    tended(Array::current()?)
}

/// The same array with the time as it is now, after it has done what is due by then.
pub(crate) fn reopened(array: Array) -> anyhow::Result<Array> {
    tended(Array::open(array.home(), array.name())?)
}

fn tended(array: Array) -> anyhow::Result<Array> {
    for notice in power::tend(&array)? {
        warn(notice);
    }
    Ok(array)
}
