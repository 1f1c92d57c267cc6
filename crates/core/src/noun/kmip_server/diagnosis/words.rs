//! Texts that come from elsewhere, and times, as a diagnosis shows them.

use std::fmt;

use jiff::Timestamp;

/// The most characters that are quoted of a text that comes from elsewhere.
const LONGEST: usize = 200;

/// A text of a certificate or of a key manager: on one line, without control characters, and short.
pub(crate) fn clean(text: &str) -> String {
    let mut letters = text.chars().map(|c| {
        if c.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    });
    let short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short + "…"
    } else {
        short
    }
}

/// `2034-02-26 06:01:39 UTC`
pub(crate) fn utc(time: Timestamp) -> impl fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S UTC")
}

/// As [`utc`], of seconds since 1970.
pub(crate) fn utc_of(seconds: i64) -> String {
    match Timestamp::from_second(seconds) {
        Ok(time) => utc(time).to_string(),
        Err(_) => "the end of time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_elsewhere_cannot_move_the_cursor() {
        assert_eq!(clean("CN=\u{1b}[2J\na"), "CN=\u{FFFD}[2J\u{FFFD}a");
        assert_eq!(clean(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(clean(&"é".repeat(201)), "é".repeat(200) + "…");
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(utc_of(1_709_186_499), "2024-02-29 06:01:39 UTC");
        assert_eq!(utc_of(i64::MAX), "the end of time");
    }
}
