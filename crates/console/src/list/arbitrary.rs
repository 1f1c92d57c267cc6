//! Arbitrary cells for the property tests.

use jiff::Timestamp;
use proptest::prelude::*;

use super::cell::Cell;

/// Any cell. Its texts are of letters, quotes, separators, line breaks and wide characters.
pub(crate) fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        4 => text().prop_map(Cell::Text),
        1 => any::<i64>().prop_map(Cell::Integer),
        1 => any::<u64>().prop_map(Cell::Bytes),
        1 => (0_i64..4_000_000_000_000).prop_map(|milliseconds| {
            Cell::Time(Timestamp::from_millisecond(milliseconds).expect("within jiff's range"))
        }),
        1 => any::<bool>().prop_map(Cell::Boolean),
        1 => Just(Cell::Unset),
        1 => Just(Cell::Empty),
    ]
}

/// A text that has something special for every format.
pub(crate) fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,;=\"'\\\\\n\r\t\u{1b}*\\-éß日本]{0,12}"
}
