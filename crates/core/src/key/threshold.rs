//! How many drives it takes.

/// How many shares there are, and how many combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    shares: u8,
    needed: u8,
}

impl Threshold {
    /// The fewest SSDs of an array.
    pub const MIN_SHARES: usize = 3;
    /// The most SSDs of an array.
    pub const MAX_SHARES: usize = 250;

    /// The threshold for that many SSDs: at least half of them (rounded up) plus two, at most all.
    /// `None` when they are fewer than 3 or more than 250.
    pub fn new(shares: usize) -> Option<Self> {
        Self::of(shares, shares.min(shares.div_ceil(2) + 2))
    }

    /// As release 0.1 shared a key: half of the SSDs were rounded down. `None` as for
    /// [`new`](Self::new).
    pub(crate) fn of_release_0_1(shares: usize) -> Option<Self> {
        Self::of(shares, shares / 2 + 2)
    }

    /// The threshold by which a key was shared; `None` when there can be no such one.
    pub(crate) fn of(shares: usize, needed: usize) -> Option<Self> {
        let valid = (Self::MIN_SHARES..=Self::MAX_SHARES).contains(&shares)
            && (2..=shares).contains(&needed);
        let count = |count: usize| u8::try_from(count).ok();
        valid.then_some(Self {
            shares: count(shares)?,
            needed: count(needed)?,
        })
    }

    /// How many shares there are.
    pub fn shares(self) -> usize {
        self.shares.into()
    }

    /// How many shares there are and how many combine, as the database holds them.
    pub(crate) fn counts(self) -> (u8, u8) {
        (self.shares, self.needed)
    }

    /// How many of them combine.
    pub fn needed(self) -> usize {
        self.needed.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_half_of_the_drives_rounded_up_and_two() {
        let needed = |shares| Threshold::new(shares).map(Threshold::needed);
        for (shares, expected) in [(3, 3), (4, 4), (5, 5), (6, 5), (9, 7), (10, 7), (11, 8)] {
            assert_eq!(needed(shares), Some(expected), "{shares}");
        }
        assert_eq!(needed(250), Some(127));
        assert_eq!(needed(2), None);
        assert_eq!(needed(251), None);
    }

    #[test]
    fn all_drives_are_always_enough() {
        for shares in 3..=250 {
            let threshold = Threshold::new(shares).unwrap();
            assert!(threshold.needed() <= shares, "{shares}");
            assert!(
                threshold.needed() == shares || threshold.needed() * 2 >= shares + 4,
                "{shares}"
            );
        }
    }

    #[test]
    fn a_key_that_was_shared_otherwise_is_opened_so() {
        let needed = |shares| Threshold::of_release_0_1(shares).map(Threshold::needed);
        assert_eq!(
            (needed(9), needed(10), needed(11)),
            (Some(6), Some(7), Some(7))
        );
        for (shares, needed) in [(10, 1), (10, 11), (2, 2), (300, 7), (10, 300)] {
            assert_eq!(Threshold::of(shares, needed), None);
        }
    }
}
