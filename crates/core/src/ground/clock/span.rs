//! How far a clock is moved: `24h`, `90m`, `1d12h`.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use jiff::SignedDuration;

/// The units from the longest to the shortest, with their seconds.
const UNITS: [(char, u64); 5] = [
    ('w', 604_800),
    ('d', 86_400),
    ('h', 3_600),
    ('m', 60),
    ('s', 1),
];

/// The longest span, in seconds: longer than all the time that can be represented.
const LONGEST: u64 = 10_000 * 366 * 86_400;

/// A span of time of at least a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(NonZeroU64);

/// A text is not a [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a span is numbers with the units w, d, h, m and s, the longest first, as in 24h or 1d12h, \
     of at least 1s and less than 10000 years"
)]
pub struct InvalidSpan;

impl Span {
    /// The span of that many seconds; `None` when they are zero or less, or too many.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        let seconds = u64::try_from(seconds)
            .ok()
            .filter(|seconds| *seconds <= LONGEST)?;
        NonZeroU64::new(seconds).map(Self)
    }

    /// As a duration.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_secs(self.0.get().cast_signed())
    }
}

impl FromStr for Span {
    type Err = InvalidSpan;

    fn from_str(text: &str) -> Result<Self, InvalidSpan> {
        let mut rest = text;
        let mut units = UNITS.iter();
        let mut seconds = 0_u64;
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .ok_or(InvalidSpan)?;
            let count: u64 = rest[..end].parse().map_err(|_| InvalidSpan)?;
            let letter = rest[end..].chars().next().ok_or(InvalidSpan)?;
            // Each unit occurs once, after the longer ones: the iterator continues where it was.
            let (_, length) = units.find(|(unit, _)| *unit == letter).ok_or(InvalidSpan)?;
            let part = count.checked_mul(*length).ok_or(InvalidSpan)?;
            seconds = seconds.checked_add(part).ok_or(InvalidSpan)?;
            rest = &rest[end + letter.len_utf8()..];
        }
        let seconds = i64::try_from(seconds).map_err(|_| InvalidSpan)?;
        Self::from_seconds(seconds).ok_or(InvalidSpan)
    }
}

impl fmt::Display for Span {
    /// In days and shorter units, as it may be typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.get();
        for (unit, length) in &UNITS[1..] {
            let count = rest / length;
            rest %= length;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_that_are_taken() {
        for (text, seconds) in [
            ("24h", 86_400),
            ("90m", 5_400),
            ("10d", 864_000),
            ("1w2d3h4m5s", 788_645),
            ("1s", 1),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!(span.duration().as_secs(), seconds, "{text}");
        }
        assert_eq!("36h".parse::<Span>().unwrap().to_string(), "1d12h");
    }

    #[test]
    fn spans_that_are_refused() {
        let wrong = [
            "",
            "24",
            "h",
            "0h",
            "-1h",
            "1.5h",
            "1h1d",
            "1h1h",
            "24 h",
            "1µ",
            "1y",
            "+1h",
            "3660001d",
            "99999999999999999999s",
            "9999999999999999999w",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Span>(), Err(InvalidSpan), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_span_reads_as_it_is_shown(seconds in 1..=LONGEST.cast_signed()) {
            let span = Span::from_seconds(seconds).unwrap();
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }
    }
}
