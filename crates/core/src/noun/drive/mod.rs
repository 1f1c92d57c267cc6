//! Drives: SSDs and NVRAM, each a file that holds what would leave with it.

mod aside;
mod bay;
mod carry;
mod device;
mod error;
mod file;
mod manufacture;
mod present;
mod row;
mod write;

use std::path::PathBuf;

pub use bay::{Bay, InvalidBay, Kind};
pub use error::DriveError;
pub use file::DriveFile;
pub use row::DriveRow;

pub(crate) use aside::SetAside;
pub(crate) use carry::carry;
pub(crate) use device::Device;
pub(crate) use manufacture::{factory_bays, new_drive};
pub(crate) use present::{is_it, present};
pub(crate) use row::{all, of_bay, remove};
pub(crate) use write::{path, write_all};

use crate::ground::Array;

/// The folder of the array's drives.
pub(crate) fn folder(array: &Array) -> PathBuf {
    array.folder().join(FOLDER)
}

/// The folder of the drives in the folder of their array.
pub(crate) const FOLDER: &str = "drives";
