//! The drives as `puresim drive list` shows them.

use super::{DriveError, DriveRow, present};
use crate::Array;
use crate::key::Generation;

/// A drive, and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What the array knows of it.
    pub row: DriveRow,
    /// How it is.
    pub status: Status,
    /// What it protects; none when it is not there.
    pub protection: Option<Protection>,
}

/// How a drive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There, and readable.
    Healthy,
    /// Pulled.
    Missing,
    /// There, and not readable.
    Damaged,
    /// Failed.
    Failed,
}

/// Whether what lies on a drive is of the generation that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It is.
    Current,
    /// It is of an older one: the drive was away when the array key was rotated.
    Stale,
}

impl Status {
    /// The word shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Missing => "missing",
            Self::Damaged => "damaged",
            Self::Failed => "failed",
        }
    }
}

impl Protection {
    /// The word shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stale => "stale",
        }
    }
}

/// All drives by bay, SSDs first.
///
/// # Errors
/// When the array's state cannot be read.
pub fn list(array: &Array) -> Result<Vec<Listed>, DriveError> {
    let generation: Generation = crate::power::committed(array)?.generation;
    let found = present(array)?;
    let there = found.devices.into_iter().map(|device| Listed {
        protection: Some(match device.file.layer(generation) {
            Some(_) => Protection::Current,
            None => Protection::Stale,
        }),
        status: Status::Healthy,
        row: device.row,
    });
    let away = found.absent.into_iter().map(|(row, error)| Listed {
        status: match error {
            _ if row.failed => Status::Failed,
            Some(_) => Status::Damaged,
            None => Status::Missing,
        },
        protection: None,
        row,
    });
    let mut drives: Vec<Listed> = there.chain(away).collect();
    drives.sort_by_key(|drive| drive.row.bay);
    Ok(drives)
}
