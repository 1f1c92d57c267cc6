//! The versions of the REST API.

use std::fmt;
use std::str::FromStr;

/// A version of the REST API, as in `2.26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RestVersion {
    /// 1 or 2.
    pub major: u8,
    /// What counts up.
    pub minor: u8,
}

/// A text is not a version of the REST API that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a version of the REST API from 2.0 to 2.56, as in 2.26")]
pub struct InvalidRestVersion;

/// The newest of REST 1.
const NEWEST_ONE: u8 = 19;

/// The newest of REST 2 that was published.
const NEWEST_TWO: u8 = 56;

/// Those of REST 2 that were never published.
const LEFT_OUT: [u8; 2] = [12, 18];

/// Of REST 2.
pub(crate) const fn two(minor: u8) -> RestVersion {
    RestVersion { major: 2, minor }
}

impl RestVersion {
    /// The newest one of an array with that version of Purity, as in `6.5.0`.
    pub(crate) fn of_purity(version: &str) -> Self {
        let mut numbers = version
            .split('.')
            .map(|number| number.parse().unwrap_or(0_u32));
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) if (major, minor) < (6, 4) => two(16),
            _ => two(26),
        }
    }

    /// All versions up to the `newest`, the newest last.
    pub(crate) fn up_to(newest: Self) -> impl Iterator<Item = Self> {
        let one = (0..=NEWEST_ONE).map(|minor| Self { major: 1, minor });
        let two = (0..=newest.minor).map(two);
        one.chain(two).filter(|version| version.was_published())
    }

    fn was_published(self) -> bool {
        match self.major {
            1 => self.minor <= NEWEST_ONE,
            2 => self.minor <= NEWEST_TWO && !LEFT_OUT.contains(&self.minor),
            _ => false,
        }
    }

    /// Reads a version as it is in the path of a request.
    pub(crate) fn of_path(text: &str, newest: Self) -> Option<Self> {
        let version = Self::read(text)?;
        let is_served = version.was_published() && version <= newest;
        is_served.then_some(version)
    }

    fn read(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        let number = |text: &str| -> Option<u8> {
            let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
            (plain || text == "0").then(|| text.parse().ok()).flatten()
        };
        Some(Self {
            major: number(major)?,
            minor: number(minor)?,
        })
    }
}

impl FromStr for RestVersion {
    type Err = InvalidRestVersion;

    fn from_str(text: &str) -> Result<Self, InvalidRestVersion> {
        let version = Self::read(text).ok_or(InvalidRestVersion)?;
        if version.major == 2 && version.was_published() {
            Ok(version)
        } else {
            Err(InvalidRestVersion)
        }
    }
}

impl fmt::Display for RestVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_offers_what_its_purity_has_the_newest_last() {
        let of = |purity| {
            let newest = RestVersion::of_purity(purity);
            let all: Vec<String> = RestVersion::up_to(newest).map(|v| v.to_string()).collect();
            (all.len(), all[0].clone(), all[all.len() - 1].clone())
        };
        let (first, six_three, six_five) = ("1.0".to_owned(), "2.16".to_owned(), "2.26".to_owned());
        assert_eq!(of("6.3.4"), (20 + 16, first.clone(), six_three));
        assert_eq!(of("6.5.0"), (20 + 25, first, six_five));
    }

    #[test]
    fn versions_that_are_none() {
        for text in [
            "2.12", "2.57", "1.19", "2", "2.", "2.04", "+2.4", "3.0", "2.4.1", "2.999",
        ] {
            assert!(text.parse::<RestVersion>().is_err(), "{text}");
        }
        assert_eq!("2.56".parse(), Ok(two(56)));
        assert_eq!(RestVersion::of_path("2.30", two(26)), None);
        assert_eq!(RestVersion::of_path("1.20", two(26)), None);
    }
}
