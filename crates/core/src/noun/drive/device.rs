//! A drive that is there.

use super::{DriveFile, DriveRow, Kind};
use crate::key::{Generation, Layer, Member};

/// A drive of the array that is there and can be read.
#[derive(Debug)]
pub(crate) struct Device {
    /// What the array knows of it.
    pub(crate) row: DriveRow,
    /// What lies on it.
    pub(crate) file: DriveFile,
}

impl Device {
    /// As a member of a generation of the array key.
    pub(crate) fn member(&self) -> Member<'_> {
        Member {
            serial: &self.row.serial,
            secret: &self.file.secret,
            is_shareholder: self.row.bay.kind() == Kind::Ssd,
        }
    }

    /// What it holds of that generation.
    pub(crate) fn layer(&self, generation: Generation) -> Option<&Layer> {
        self.file.layer(generation)
    }
}
