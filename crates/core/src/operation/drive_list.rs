//! The drives, and how each is.

use super::standing::look;
use crate::ground::Array;
use crate::noun::drive::{self, Device, DriveError, DriveRow, Kind, Standing};

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
    /// There, and not readable, or not what the array gave it.
    Damaged,
    /// Failed.
    Failed,
    /// There, and of a bay of which the array knows no drive.
    Unknown,
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
            Self::Unknown => "unknown",
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
    let look = look(array)?;
    let how = |device: &Device| match look.standing(device) {
        Standing::Current(_) => (DriveStatus::Healthy, Some(Protection::Current)),
        Standing::Stale => (DriveStatus::Healthy, Some(Protection::Stale)),
        Standing::Altered => (DriveStatus::Damaged, None),
    };
    let hows: Vec<_> = look.found.devices.iter().map(how).collect();
    let there = look.found.devices.into_iter().zip(hows);
    let there = there.map(|(device, (status, protection))| ListedDrive {
        row: device.row,
        status,
        protection,
    });
    let away = look
        .found
        .absent
        .into_iter()
        .map(|(row, error)| ListedDrive {
            status: match error {
                _ if row.failed => DriveStatus::Failed,
                Some(_) => DriveStatus::Damaged,
                None => DriveStatus::Missing,
            },
            protection: None,
            row,
        });
    let mut drives: Vec<ListedDrive> = there.chain(away).collect();
    let rows: Vec<DriveRow> = drives.iter().map(|drive| drive.row.clone()).collect();
    let strays = drive::strays(array, &rows)?.into_iter();
    drives.extend(strays.map(|row| ListedDrive {
        row,
        status: DriveStatus::Unknown,
        protection: None,
    }));
    drives.sort_by_key(|drive| drive.row.bay);
    Ok(drives)
}

/// How many SSDs an array has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SsdCount {
    /// Those that are there and hold what the array gave them, or are stale.
    pub(crate) present: usize,
    /// Those that it has been given, those included that were pulled or have failed.
    pub(crate) fitted: usize,
}

/// Counts the SSDs.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn count_ssds(array: &Array) -> Result<SsdCount, DriveError> {
    let mut ssds = list_drives(array)?;
    ssds.retain(|drive| drive.status != DriveStatus::Unknown && drive.row.bay.kind() == Kind::Ssd);
    let is_present = |drive: &&ListedDrive| drive.status == DriveStatus::Healthy;
    Ok(SsdCount {
        present: ssds.iter().filter(is_present).count(),
        fitted: ssds.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::StoreError;
    use crate::lifecycle;
    use crate::lifecycle::tests::{TestHome, name};

    /// Between two looks at an array it may be deleted: that is told, and not which of its folders is missed.
    #[test]
    fn an_array_that_is_deleted_meanwhile_is_told() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        lifecycle::delete(&home.context, &name("pure01")).unwrap();
        let strays = drive::strays(&array, &[]);
        assert!(
            matches!(strays, Err(DriveError::Store(StoreError::Deleted))),
            "{strays:?}"
        );
    }
}
