//! Where a drive sits.

use std::fmt;
use std::str::FromStr;

/// Where in the chassis: `CH0.BAY3` for an SSD, `CH0.NVB0` for NVRAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bay {
    kind: Kind,
    number: u8,
}

/// The kind of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A flash module, which holds a share of the array key.
    Ssd,
    /// Non-volatile memory: locked and unlocked like an SSD, without a share.
    Nvram,
}

/// A text is not a [`Bay`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A bay is written as CH0.BAY0 to CH0.BAY249, or CH0.NVB0 to CH0.NVB3.")]
pub struct InvalidBay;

impl Kind {
    /// As `drive list` shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ssd => "SSD",
            Self::Nvram => "NVRAM",
        }
    }

    /// How many bays there are for it.
    const fn bays(self) -> u8 {
        match self {
            Self::Ssd => 250,
            Self::Nvram => 4,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Ssd => "CH0.BAY",
            Self::Nvram => "CH0.NVB",
        }
    }
}

impl Bay {
    /// The bay of that number; `None` when there are fewer.
    pub fn new(kind: Kind, number: usize) -> Option<Self> {
        let number = u8::try_from(number).ok()?;
        (number < kind.bays()).then_some(Self { kind, number })
    }

    /// The kind of drive it takes.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// All bays of that kind, from the first.
    pub(crate) fn all(kind: Kind) -> impl Iterator<Item = Self> {
        (0..kind.bays()).map(move |number| Self { kind, number })
    }
}

impl FromStr for Bay {
    type Err = InvalidBay;

    fn from_str(text: &str) -> Result<Self, InvalidBay> {
        let upper = text.to_ascii_uppercase();
        [Kind::Ssd, Kind::Nvram]
            .into_iter()
            .find_map(|kind| {
                let digits = upper.strip_prefix(kind.prefix())?;
                let canonical = digits == "0" || !digits.starts_with(['0', '+']);
                canonical
                    .then(|| Self::new(kind, digits.parse().ok()?))
                    .flatten()
            })
            .ok_or(InvalidBay)
    }
}

impl fmt::Display for Bay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.prefix(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bays_are_read_as_they_are_shown() {
        for text in ["CH0.BAY0", "CH0.BAY249", "CH0.NVB3"] {
            assert_eq!(text.parse::<Bay>().unwrap().to_string(), text);
        }
        for text in [
            "CH0.BAY250",
            "CH0.NVB4",
            "CH1.BAY0",
            "CH0.BAY",
            "CH0.BAY01",
            "CH0.BAY+1",
        ] {
            assert_eq!(text.parse::<Bay>(), Err(InvalidBay), "{text}");
        }
    }
}
