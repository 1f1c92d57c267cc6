//! Drives: SSDs and NVRAM, each a file that holds what would leave with it.

mod add;
mod bay;
mod error;
mod fail;
mod file;
mod insert;
mod list;
mod manufacture;
mod present;
mod pull;
mod replace;
mod row;

use std::path::PathBuf;

pub use add::add;
pub use bay::{Bay, InvalidBay, Kind};
pub use error::DriveError;
pub use fail::fail;
pub use file::{DriveFile, Layer};
pub use insert::insert;
pub use list::{Listed, Protection, Status, list};
pub use pull::pull;
pub use replace::replace;
pub use row::DriveRow;

pub(crate) use file::write_all;
pub(crate) use manufacture::first_drives;
pub(crate) use present::present;

use crate::Array;

/// The folder of the array's drives.
pub(crate) fn folder(array: &Array) -> PathBuf {
    array.folder().join("drives")
}
