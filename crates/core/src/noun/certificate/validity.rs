//! How long a certificate is valid.

use std::num::NonZeroU32;
use std::str::FromStr;

use jiff::Timestamp;

/// Seconds of a day; certificates know no leap seconds.
pub(super) const DAY: i64 = 86_400;

/// From how many days before its end on a certificate is warned about.
pub const WARNING_DAYS: i64 = 30;

/// A number of days, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(NonZeroU32);

impl Default for Days {
    /// 3650
    fn default() -> Self {
        Self(NonZeroU32::new(3650).expect("not zero"))
    }
}

impl Days {
    /// As a number.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// The whole days from `from` to `to`; the default when there is none.
    pub(super) fn between(from: Timestamp, to: Timestamp) -> Self {
        let days = (to.as_second() - from.as_second()) / DAY;
        u32::try_from(days)
            .ok()
            .and_then(NonZeroU32::new)
            .map_or_else(Self::default, Self)
    }
}

impl FromStr for Days {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().map(Self).map_err(|_| {
            if is_number && text.bytes().any(|b| b != b'0') {
                "is too long: a certificate ends by the year 9999"
            } else {
                "must be a number of days, at least 1"
            }
        })
    }
}

/// From when until when a certificate is valid; both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub from: Timestamp,
    /// The last second.
    pub to: Timestamp,
}

impl Validity {
    /// From `now` on, `days` times 86,400 seconds; `None` when it would end after the year 9999, the
    /// last that GeneralizedTime can name.
    pub(super) fn starting(now: Timestamp, days: Days) -> Option<Self> {
        let end = now.as_second() + i64::from(days.get()) * DAY;
        let to = Timestamp::from_second(end).ok()?;
        Some(Self { from: now, to })
    }

    /// Whole days left at `now`: negative when it has ended, 0 on its last day.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        (self.to.as_second() - now.as_second()).div_euclid(DAY)
    }

    /// What to warn of at `now`: that it is not valid yet, ends within [`WARNING_DAYS`], or has
    /// ended. Without the name of the certificate.
    pub fn warning(&self, now: Timestamp) -> Option<String> {
        let days = self.days_left(now);
        if now < self.from {
            Some(format!("is not valid before {}", shown(self.from)))
        } else if now > self.to {
            Some(format!("expired at {}", shown(self.to)))
        } else if days <= WARNING_DAYS {
            Some(format!("expires in {days} days, at {}", shown(self.to)))
        } else {
            None
        }
    }
}

fn shown(time: Timestamp) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validity(days: u32) -> Validity {
        let now = "2024-02-29T06:01:39Z".parse().unwrap();
        Validity::starting(now, days.to_string().parse().unwrap()).unwrap()
    }

    #[test]
    fn ten_years_to_the_second() {
        assert_eq!(validity(3650).to.to_string(), "2034-02-26T06:01:39Z");
        assert_eq!(
            Days::between(validity(3650).from, validity(3650).to),
            Days::default()
        );
    }

    #[test]
    fn the_calendar_ends() {
        let now = "9999-12-29T12:00:00Z".parse().unwrap();
        assert!(Validity::starting(now, "1".parse().unwrap()).is_some());
        let late = Validity::starting(now, "2".parse().unwrap());
        assert_eq!(late, None);
        let never = Validity::starting(now, u32::MAX.to_string().parse().unwrap());
        assert_eq!(never, None);
    }

    #[test]
    fn warnings_begin_thirty_days_before_the_end() {
        let validity = validity(100);
        let at = |second: i64| {
            let now = Timestamp::from_second(validity.to.as_second() + second).unwrap();
            (validity.days_left(now), validity.warning(now))
        };
        assert_eq!(at(-31 * DAY), (31, None));
        assert_eq!(
            at(-31 * DAY + 1).1.unwrap(),
            "expires in 30 days, at 2024-06-08 06:01:39 UTC"
        );
        assert_eq!(
            at(0).1.unwrap(),
            "expires in 0 days, at 2024-06-08 06:01:39 UTC"
        );
        assert_eq!(
            at(1),
            (-1, Some("expired at 2024-06-08 06:01:39 UTC".to_owned()))
        );
        let early = Timestamp::from_second(validity.from.as_second() - 1).unwrap();
        assert_eq!(
            validity.warning(early).unwrap(),
            "is not valid before 2024-02-29 06:01:39 UTC"
        );
    }
}
