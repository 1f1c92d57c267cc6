//! What a command that died may have left beside the drives.

use std::ffi::OsStr;

use super::Bay;
use super::write::{INSTALLING, MIGRATING, OLD};

/// Something that lies beside a bay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leftover {
    /// A copy of the drive of the bay, or another name of its file: nothing is lost without it.
    Copy,
    /// A new drive, which counts when the database knows it.
    Installing,
}

impl Leftover {
    /// What the file of that name is, and beside which bay; `None` when it is no leftover.
    pub(crate) fn of(name: &OsStr) -> Option<(Bay, Self)> {
        let (bay, purpose) = name.to_str()?.rsplit_once('.')?;
        let leftover = match purpose {
            INSTALLING => Self::Installing,
            // Release 0.1 wrote drives there before it moved them to their bays.
            OLD | MIGRATING | "new" => Self::Copy,
            _ => return None,
        };
        Some((bay.parse().ok()?, leftover))
    }
}
