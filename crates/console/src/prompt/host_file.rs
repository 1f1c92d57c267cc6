//! Files of the host, which are not for those who come in by a door.

use std::path::Path;

use anyhow::ensure;

use crate::environment::is_visitor;

/// Refuses a file of the host to who came in by a door.
pub(super) fn require_own(path: &Path) -> anyhow::Result<()> {
    ensure!(
        !is_visitor(),
        "The file {} would be one of the array's. Paste what it has in it, or redirect it to the command.",
        path.display()
    );
    Ok(())
}
