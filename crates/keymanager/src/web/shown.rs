//! How times are shown.

use jiff::Timestamp;
use pure_pages::Cell;

/// A time in seconds since 1970, to the second, in UTC.
pub(super) fn time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Words that may be absent.
pub(super) fn maybe(text: Option<&str>) -> Option<Cell> {
    text.filter(|text| !text.is_empty()).map(Cell::text)
}
