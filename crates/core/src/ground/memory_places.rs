//! Where arrays may keep what they have in memory.

use std::path::PathBuf;

/// Where arrays may keep what they have in memory: chosen when an array is switched on, and recorded in
/// its database, so that every later request finds it there whatever it comes with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemoryPlaces {
    /// In that folder, which is made when it is missing (mode 0700), whatever it lies on.
    In(PathBuf),
    /// In the first of these that is on a memory file system; on a disk only when there is no such
    /// one, and with a notice.
    FirstOf(Vec<MemoryPlace>),
}

/// A folder of one's own in a folder that others may use, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryPlace {
    /// The folder that has to be there already, in which others can neither rename nor delete what is
    /// ours.
    pub within: PathBuf,
    /// The name of the folder in it, which is made when it is missing (mode 0700). When it is another
    /// user's, a folder whose name begins like this is used.
    pub name: String,
}

impl From<PathBuf> for MemoryPlaces {
    fn from(folder: PathBuf) -> Self {
        Self::In(folder)
    }
}
