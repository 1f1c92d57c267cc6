//! What the value of a comparison can mean.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// A number, such as `2048`, or a size, such as `512G`, `1.5t`, `1 TB` or `1TiB`, in bytes. All units
/// are powers of 1024, as the array shows them.
pub(super) fn number(text: &str) -> Option<i128> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let upper = text.to_ascii_uppercase();
    let unit = upper.strip_suffix('B').unwrap_or(&upper);
    let unit = match unit.strip_suffix('I') {
        Some(binary) if upper.ends_with('B') => binary,
        _ => unit,
    };
    let power = "KMGTPE".find(unit.chars().last()?)?;
    let count: f64 = unit[..unit.len() - 1].trim_end().parse().ok()?;
    let bytes = count * 1024_f64.powi(i32::try_from(power).ok()? + 1);
    bytes.is_finite().then_some(bytes as i128)
}

/// A time: a year, a month, a day, a time of a day in UTC or with an offset, or milliseconds since
/// 1970, as `--raw` shows it. It is the first moment of what is named.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let digits = |text: &str, length| {
        (text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<i16>().ok())
            .flatten()
    };
    if let Some(year) = digits(text, 4) {
        return in_utc(Date::new(year, 1, 1).ok()?.into());
    }
    if let Some((year, month)) = text.split_once('-')
        && let (Some(year), Some(month)) = (digits(year, 4), digits(month, 2))
    {
        return in_utc(Date::new(year, month as i8, 1).ok()?.into());
    }
    if let Ok(milliseconds) = text.parse() {
        return Timestamp::from_millisecond(milliseconds).ok();
    }
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let upper = text.to_ascii_uppercase();
    in_utc(upper.trim_end_matches("UTC").trim_end().parse().ok()?)
}

fn in_utc(time: DateTime) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes() {
        for (text, value) in [
            ("2048", Some(2048)),
            ("-7", Some(-7)),
            ("1k", Some(1024)),
            ("1.5T", Some(3 << 39)),
            ("512.00G", Some(512 << 30)),
            ("1TB", Some(1 << 40)),
            ("1.5 tib", Some(3 << 39)),
            ("1B", None),
            ("1Ki", None),
            ("B", None),
            ("iB", None),
            ("", None),
            ("K", None),
            ("infE", None),
            ("12x", None),
            ("1é", None),
        ] {
            assert_eq!(number(text), value, "{text}");
        }
    }

    #[test]
    fn times() {
        for (text, value) in [
            ("2024", "2024-01-01T00:00:00Z"),
            ("2024-03", "2024-03-01T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("2024-02-29 06:01:39 UTC", "2024-02-29T06:01:39Z"),
            ("2024-02-29 06:01:39 utc", "2024-02-29T06:01:39Z"),
            ("2024-02-29 06:01", "2024-02-29T06:01:00Z"),
            ("2024-02-29T06:01:39Z", "2024-02-29T06:01:39Z"),
            ("2024-02-29T07:01:39+01:00", "2024-02-29T06:01:39Z"),
            ("1709186499000", "2024-02-29T06:01:39Z"),
        ] {
            assert_eq!(time(text), Some(value.parse().unwrap()), "{text}");
        }
        for text in ["", "yesterday", "2024-13", "2024-02-30", "UTC"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
