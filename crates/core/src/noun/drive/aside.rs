//! Keeping what lies in a bay until something else has taken its place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::write::sync_folder;
use super::{Bay, DriveError, path};
use crate::ground::FileError;

/// What lay in a bay, beside it until it is clear whether a new drive stays there. Whoever dies
/// meanwhile leaves it where it can be inserted from.
#[derive(Debug)]
pub(crate) struct SetAside {
    bay: PathBuf,
    aside: Option<PathBuf>,
}

impl SetAside {
    /// Takes what lies in `bay`, if anything does, out of it.
    ///
    /// # Errors
    /// When it cannot be moved. It is still in the bay then.
    pub(crate) fn take(folder: &Path, bay: Bay) -> Result<Self, DriveError> {
        let aside = folder.join(format!("{bay}.replaced"));
        let bay = path(folder, bay);
        let aside = match fs::rename(&bay, &aside) {
            Ok(()) => Some(aside),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::at(&bay)(error).into()),
        };
        Ok(Self { bay, aside })
    }

    /// Removes what is in the bay now, and puts back what was there before.
    ///
    /// # Errors
    /// When it cannot be put back. It lies beside the bay then.
    pub(crate) fn put_back(self) -> Result<(), DriveError> {
        match self.aside {
            Some(aside) => fs::rename(&aside, &self.bay).map_err(FileError::at(&self.bay))?,
            None => match fs::remove_file(&self.bay) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::at(&self.bay)(error).into());
                }
                _ => {}
            },
        }
        sync_folder(self.bay.parent().unwrap_or(&self.bay))
    }

    /// Removes what was in the bay before.
    pub(crate) fn discard(self) {
        if let Some(aside) = self.aside {
            // The database does not know it any more; what is left of it is in nobody's way.
            let _ = fs::remove_file(aside);
        }
    }
}
