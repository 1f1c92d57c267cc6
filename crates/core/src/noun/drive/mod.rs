//! Drives: SSDs and NVRAM, each a file that holds what would leave with it.

mod bay;
mod block;
mod carry;
mod device;
mod error;
mod file;
mod leftover;
mod manufacture;
mod present;
mod release_0_1;
mod row;
mod stray;
mod write;
mod written;

use std::path::PathBuf;

pub use bay::{Bay, InvalidBay, Kind};
pub use error::DriveError;
pub use file::DriveFile;
pub use row::DriveRow;

pub(crate) use carry::carry;
pub(crate) use device::{Device, Standing};
pub(crate) use leftover::Leftover;
pub(crate) use manufacture::{factory_bays, new_drive};
pub(crate) use present::{Present, is_it, present};
pub(crate) use row::{all, of_bay, record_layers, remove};
pub(crate) use stray::strays;
pub(crate) use write::{installing, manufacture, path, write_slots};

use crate::ground::Array;

/// The folder of the array's drives.
pub(crate) fn folder(array: &Array) -> PathBuf {
    array.folder().join(FOLDER)
}

/// The folder of the drives in the folder of their array.
pub(crate) const FOLDER: &str = "drives";
