//! Making sure that what the database says is on the disk.

use super::OperationError;
use crate::ground::Array;
use crate::noun::log::{self, Event};

/// Makes sure that what the database says is on the disk: SQLite writes only what is changed.
pub(super) fn confirm(array: &Array) -> Result<(), OperationError> {
    array.store().write(|tx| {
        let detail = "settled after an interruption";
        Ok(log::append(
            array,
            tx,
            Event::Rotation,
            "array key",
            detail,
        )?)
    })
}
