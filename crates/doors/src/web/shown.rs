//! How times, spans and sizes are shown.

use jiff::Timestamp;
use pure_pages::Cell;

/// A time, to the second, in UTC.
pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A day, in UTC.
pub(super) fn day(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// A value that may be absent.
pub(super) fn maybe(value: Option<&str>) -> Cell {
    match value {
        Some(value) if !value.is_empty() => Cell::text(value),
        _ => Cell::nothing(),
    }
}

/// A number of bytes, in the largest unit that divides it well.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1 << 40, "T"),
        (1 << 30, "G"),
        (1 << 20, "M"),
        (1 << 10, "K"),
    ];
    let unit = UNITS.into_iter().find(|(unit, _)| bytes >= *unit);
    match unit {
        Some((unit, letter)) => {
            format!("{}.{:02}{letter}", bytes / unit, bytes % unit * 100 / unit)
        }
        None => bytes.to_string(),
    }
}
