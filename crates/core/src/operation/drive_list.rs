//! The drives, and how each is.

use crate::ground::Array;
use crate::noun::drive::{self, DriveError, DriveRow};
use crate::noun::power;

/// A drive, and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDrive {
    /// What the array knows of it.
    pub row: DriveRow,
    /// How it is.
    pub status: DriveStatus,
    /// What it protects; `None` when it is not there.
    pub protection: Option<Protection>,
}

/// How a drive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriveStatus {
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

impl DriveStatus {
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
pub(crate) fn list_drives(array: &Array) -> Result<Vec<ListedDrive>, DriveError> {
    let generation = power::status(array)?.generation;
    let found = drive::present(array)?;
    let there = found.devices.into_iter().map(|device| ListedDrive {
        protection: Some(match device.file.layer(generation) {
            Some(_) => Protection::Current,
            None => Protection::Stale,
        }),
        status: DriveStatus::Healthy,
        row: device.row,
    });
    let away = found.absent.into_iter().map(|(row, error)| ListedDrive {
        status: match error {
            _ if row.failed => DriveStatus::Failed,
            Some(_) => DriveStatus::Damaged,
            None => DriveStatus::Missing,
        },
        protection: None,
        row,
    });
    let mut drives: Vec<ListedDrive> = there.chain(away).collect();
    drives.sort_by_key(|drive| drive.row.bay);
    Ok(drives)
}
