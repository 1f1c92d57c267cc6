//! Volumes: what is written to the array, encrypted under its data encryption key.
//!
//! A volume is a file under `data/` in the array's folder, named after the volume's id, and a row
//! that names it. Only the row makes the file count: what no row names is left over from a command
//! that died, and is swept away by the next.

mod delete;
mod encrypt_anew;
mod error;
mod file;
mod id;
mod list;
mod read;
mod sweep;
mod table;
mod write;

use jiff::Timestamp;

pub use error::DataError;
pub use id::VolumeId;

pub(crate) use delete::delete;
pub(crate) use encrypt_anew::Copies;
pub(crate) use list::{find, has_volumes, list};
pub(crate) use read::read;
pub(crate) use table::all;
pub(crate) use write::write;

use crate::ground::ObjectName;

/// A volume as `puresim data list` shows it.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Its name.
    pub name: ObjectName,
    /// Which one: a volume that is written again is another.
    pub id: VolumeId,
    /// The length of its contents in bytes.
    pub size: u64,
    /// When it was written.
    pub created: Timestamp,
}
