//! A new drive in the place of one that failed or is away.

use super::drive_add::install;
use super::{OperationError, Running};
use crate::noun::drive::{self, Bay, DriveError, DriveFile, DriveRow};

/// Puts a new drive into the bay of one that has failed or was pulled; that one is no drive of this
/// array any more.
///
/// # Errors
/// When there was no drive in the bay, it is healthy, or the array cannot be re-sealed.
pub(crate) fn replace_drive(running: &Running<'_>, bay: Bay) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let row = array.store().read(|db| drive::of_bay(db, bay))?;
    let file = drive::path(&drive::folder(array), bay);
    let healthy = matches!(DriveFile::read(&file), Ok(Some(_)));
    if healthy && !row.failed {
        return Err(DriveError::Healthy.into());
    }
    install(running, bay, "replaced by")
}
