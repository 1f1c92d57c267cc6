//! How many drives it takes.

/// How many shares there are, and how many combine: at least half of them plus two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    shares: u8,
}

impl Threshold {
    /// The fewest SSDs of an array.
    pub const MIN_SHARES: usize = 3;
    /// The most SSDs of an array.
    pub const MAX_SHARES: usize = 250;

    /// The threshold for that many SSDs; none when they are fewer than 3 or more than 250.
    pub fn new(shares: usize) -> Option<Self> {
        let valid = (Self::MIN_SHARES..=Self::MAX_SHARES).contains(&shares);
        valid.then(|| Self {
            shares: u8::try_from(shares).unwrap_or(u8::MAX),
        })
    }

    /// How many shares there are.
    pub fn shares(self) -> usize {
        self.shares.into()
    }

    /// How many shares there are, as the database holds it.
    pub(crate) fn count(self) -> u8 {
        self.shares
    }

    /// How many of them combine.
    pub fn needed(self) -> usize {
        self.shares() / 2 + 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_half_of_the_drives_and_two() {
        assert_eq!(Threshold::new(10).map(Threshold::needed), Some(7));
        assert_eq!(Threshold::new(11).map(Threshold::needed), Some(7));
        assert_eq!(Threshold::new(2), None);
        assert_eq!(Threshold::new(251), None);
    }

    #[test]
    fn all_drives_are_always_enough() {
        for shares in 3..=250 {
            let threshold = Threshold::new(shares).unwrap();
            assert!(threshold.needed() <= shares, "{shares}");
            assert!(threshold.needed() * 2 >= shares + 3, "{shares}");
        }
    }
}
