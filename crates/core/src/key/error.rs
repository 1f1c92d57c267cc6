//! Why keys could not be opened or made.

use super::Threshold;
use crate::ground::{ErrorKind, Explain};

/// Why the array's keys could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Too few of the SSDs that hold a share are there.
    #[error(
        "too few drives: {present} of {} SSDs with a share are present, and {} are needed{}{left_out}",
        .threshold.shares(), .threshold.needed(), if .left_out.is_empty() { "" } else { "; " }
    )]
    TooFewDrives {
        /// How many are there.
        present: usize,
        /// How many there are, and how many it takes.
        threshold: Threshold,
        /// Which of those that are there do not count, and why.
        left_out: String,
    },
    /// The shares combine to something that is not the array key.
    #[error("the shares on the drives do not belong to one array key")]
    WrongShares,
    /// Too few devices were opened: the external secret is another one than the array was sealed
    /// with.
    #[error("key mismatch: the drives were sealed with another key")]
    Mismatch,
    /// What the regions hold is not a data encryption key.
    #[error("the data encryption key on the drives is damaged")]
    DamagedDek,
    /// What the regions hold is a data encryption key, and not that of the running array.
    #[error("the data encryption key on the drives is not the one that the array runs with")]
    OtherDek,
    /// There are fewer than three or more than 250 SSDs to share over.
    #[error("the array key is shared over 3 to 250 SSDs, and {0} are present")]
    ShareCount(usize),
}

impl KeyError {
    /// As a sentence of its own.
    pub(crate) fn sentence(&self) -> String {
        let reason = self.to_string();
        let mut letters = reason.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).chain(['.']).collect()
    }
}

impl Explain for KeyError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TooFewDrives { .. } | Self::ShareCount(_) => ErrorKind::Refused,
            Self::Mismatch => ErrorKind::Mismatch,
            Self::WrongShares | Self::DamagedDek | Self::OtherDek => ErrorKind::Damaged,
        }
    }
}
