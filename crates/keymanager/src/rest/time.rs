//! Times as DSM writes them: `20170509T070912Z`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

/// A time, in seconds since 1970 UTC.
pub(super) fn written(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime(FORMAT).to_string()
}

/// What was written so, in seconds since 1970 UTC.
pub(super) fn read(text: &str) -> Option<i64> {
    let time = DateTime::strptime(FORMAT, text).ok()?;
    let seconds = Offset::UTC.to_timestamp(time).ok()?.as_second();
    // Other ways to write it are none.
    (written(seconds) == text).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_without_marks() {
        assert_eq!(written(0), "19700101T000000Z");
        assert_eq!(written(1_494_313_752), "20170509T070912Z");
        assert_eq!(read("20170509T070912Z"), Some(1_494_313_752));
        for text in [
            "2017-05-09T07:09:12Z",
            "",
            "20171309T070912Z",
            "20170509T070912",
            "+20170509T070912Z",
            "2017059T070912Z",
            "20170509T070960Z",
            " 20170509T070912Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
