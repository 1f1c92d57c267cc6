//! Times as DSM writes them: `20170509T070912Z`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer};

/// Reads the time of a field; what is no time is absent.
pub(crate) fn time<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(field)?;
    Ok(text.and_then(|text| read(&text)))
}

fn read(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let time = read("20170509T070912Z").unwrap();
        assert_eq!(time.as_second(), 1_494_313_752);
        for text in ["", "2017-05-09T07:09:12Z", "20171309T070912Z", "\u{0}"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
