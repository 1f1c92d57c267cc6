//! Why keys could not be opened or made.

use super::Threshold;
use crate::drive::DriveError;
use crate::store::StoreError;

/// Why the array's keys could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Too few of the SSDs that hold a share are there.
    #[error(
        "too few drives: {present} of {} SSDs with a share are there, and it takes {}",
        .threshold.shares(), .threshold.needed()
    )]
    TooFewDrives {
        /// How many are there.
        present: usize,
        /// How many there are, and how many it takes.
        threshold: Threshold,
    },
    /// The shares combine to something that is not the array key.
    #[error("the shares on the drives are not those of one array key")]
    WrongShares,
    /// Too few devices were opened: the external secret is another one than the array was sealed
    /// with.
    #[error("key mismatch: the drives were sealed with another key")]
    Mismatch,
    /// What the regions hold is no data encryption key.
    #[error("the data encryption key on the drives is damaged")]
    DamagedDek,
    /// There are fewer than three or more than 250 SSDs to share over.
    #[error("the array key is shared over 3 to 250 SSDs, and {0} are there")]
    ShareCount(usize),
    /// The new generation counts, and the old one could not be taken off every drive.
    #[error(
        "the new array key counts, but the old one is still on the drives: {}. Mend this, \
         and switch the array off and on",
        .0.trim_end_matches('.')
    )]
    OldIsLeft(String),
    /// The array's memory cannot be written.
    #[error("{0}")]
    Memory(String),
    /// A drive cannot be read or written.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}
