//! The values of a list.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::Offset;

/// One value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Any text.
    Text(String),
    /// A number.
    Integer(i64),
    /// A size in bytes, shown as `512.00G`.
    Bytes(u64),
    /// A time, shown as `2024-02-29 06:01:39 UTC`.
    Time(Timestamp),
    /// Shown as `True` or `False`.
    Boolean(bool),
    /// An attribute that is not set: `-`.
    Unset,
    /// Nothing to say: an empty cell.
    Empty,
}

/// A value of a list that is borrowed from wherever it is read: what a [`Cell`] is to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellRef<'a> {
    /// Any text.
    Text(&'a str),
    /// A number.
    Integer(i64),
    /// A size in bytes, shown as `512.00G`.
    Bytes(u64),
    /// A time, shown as `2024-02-29 06:01:39 UTC`.
    Time(Timestamp),
    /// Shown as `True` or `False`.
    Boolean(bool),
    /// An attribute that is not set: `-`.
    Unset,
    /// Nothing to say: an empty cell.
    Empty,
}

impl Cell {
    /// The text of the cell; `raw` shows times as milliseconds since 1970 and sizes in bytes.
    pub fn text(&self, raw: bool) -> String {
        self.borrow().text(raw)
    }

    /// The same value, borrowed.
    pub(crate) fn borrow(&self) -> CellRef<'_> {
        match self {
            Self::Text(text) => CellRef::Text(text),
            Self::Integer(number) => CellRef::Integer(*number),
            Self::Bytes(bytes) => CellRef::Bytes(*bytes),
            Self::Time(time) => CellRef::Time(*time),
            Self::Boolean(value) => CellRef::Boolean(*value),
            Self::Unset => CellRef::Unset,
            Self::Empty => CellRef::Empty,
        }
    }
}

impl CellRef<'_> {
    /// The text of the cell; `raw` shows times as milliseconds since 1970 and sizes in bytes.
    pub(crate) fn text(self, raw: bool) -> String {
        let mut text = String::new();
        self.push_to(&mut text, raw);
        text
    }

    /// Appends the text of the cell to `out`.
    pub(crate) fn push_to(self, out: &mut String, raw: bool) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Integer(number) => push_integer(out, number),
            Self::Bytes(bytes) if raw || bytes < KIB => push_integer(out, bytes),
            Self::Bytes(bytes) => push_size(out, bytes),
            Self::Time(time) if raw => push_integer(out, time.as_millisecond()),
            Self::Time(time) => push_time(out, time),
            Self::Boolean(true) => out.push_str("True"),
            Self::Boolean(false) => out.push_str("False"),
            Self::Unset => out.push('-'),
            Self::Empty => {}
        }
    }

    /// The same value, held.
    pub(crate) fn held(self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text.to_owned()),
            Self::Integer(number) => Cell::Integer(number),
            Self::Bytes(bytes) => Cell::Bytes(bytes),
            Self::Time(time) => Cell::Time(time),
            Self::Boolean(value) => Cell::Boolean(value),
            Self::Unset => Cell::Unset,
            Self::Empty => Cell::Empty,
        }
    }

    /// The total order of the cells of a column: unset ones first, then booleans, numbers and sizes
    /// by value, times, and texts without regard to case.
    pub(crate) fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(&b),
            (Self::Time(a), Self::Time(b)) => a.cmp(&b),
            (Self::Text(a), Self::Text(b)) => text_order(a, b).then_with(|| a.cmp(b)),
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => self.rank().cmp(&other.rank()),
            },
        }
    }

    /// The value of a number or of a size.
    pub(crate) fn number(self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(number.into()),
            Self::Bytes(bytes) => Some(bytes.into()),
            _ => None,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Unset | Self::Empty => 0,
            Self::Boolean(_) => 1,
            Self::Integer(_) | Self::Bytes(_) => 2,
            Self::Time(_) => 3,
            Self::Text(_) => 4,
        }
    }
}

impl<'a> From<Option<&'a str>> for CellRef<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Unset, Self::Text)
    }
}

/// The order of two texts without regard to case.
pub(crate) fn text_order(a: &str, b: &str) -> Ordering {
    let a = a.chars().flat_map(char::to_lowercase);
    a.cmp(b.chars().flat_map(char::to_lowercase))
}

fn push_integer(out: &mut String, number: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// A time as Purity shows it, to the second. Digit by digit: a long list is mostly times.
fn push_time(out: &mut String, time: Timestamp) {
    let time = Offset::UTC.to_datetime(time);
    let Ok(year @ 0..=9999) = u16::try_from(time.year()) else {
        out.push_str(&time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
        return;
    };
    let mut text = *b"0000-00-00 00:00:00 UTC";
    let pairs = [
        (0, (year / 100) as u8),
        (2, (year % 100) as u8),
        (5, time.month().unsigned_abs()),
        (8, time.day().unsigned_abs()),
        (11, time.hour().unsigned_abs()),
        (14, time.minute().unsigned_abs()),
        (17, time.second().unsigned_abs()),
    ];
    for (at, number) in pairs {
        text[at] += number / 10;
        text[at + 1] += number % 10;
    }
    out.push_str(std::str::from_utf8(&text).expect("ASCII"));
}

/// Below this many bytes a size has no unit.
const KIB: u64 = 1024;

/// A size of at least [`KIB`] as Purity shows it: 1024 is `1.00K`.
fn push_size(out: &mut String, bytes: u64) {
    const UNITS: [&str; 6] = ["K", "M", "G", "T", "P", "E"];
    let mut scaled = bytes as f64 / 1024.0;
    let mut unit = 0;
    // What would round to 1024.00 is 1.00 of the next unit.
    while scaled >= 1023.995 {
        scaled /= 1024.0;
        unit += 1;
    }
    out.push_str(&format!("{scaled:.2}{}", UNITS[unit]));
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u16> for Cell {
    fn from(number: u16) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for Cell {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::list::arbitrary::cell;

    #[test]
    fn sizes_have_two_decimals_and_a_unit() {
        for (bytes, shown) in [
            (0, "0"),
            (1023, "1023"),
            (1024, "1.00K"),
            (1536, "1.50K"),
            ((1 << 20) - 1, "1.00M"),
            (512 << 30, "512.00G"),
            (1 << 40, "1.00T"),
            (u64::MAX, "16.00E"),
        ] {
            assert_eq!(Cell::Bytes(bytes).text(false), shown);
            assert_eq!(Cell::Bytes(bytes).text(true), bytes.to_string());
        }
    }

    #[test]
    fn times_are_in_utc() {
        let time: Timestamp = "2024-02-29T07:01:39.25+01:00".parse().unwrap();
        assert_eq!(Cell::from(time).text(false), "2024-02-29 06:01:39 UTC");
        assert_eq!(Cell::from(time).text(true), "1709186499250");
    }

    #[test]
    fn what_is_not_set_is_a_hyphen() {
        assert_eq!(Cell::from(None::<i64>).text(false), "-");
        assert_eq!(Cell::from(Some(true)).text(false), "True");
        assert_eq!(Cell::Empty.text(false), "");
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in cell(), b in cell(), c in cell()) {
            let (a, b, c) = (a.borrow(), b.borrow(), c.borrow());
            prop_assert_eq!(a.order(b), b.order(a).reverse());
            if a.order(b).is_le() && b.order(c).is_le() {
                prop_assert!(a.order(c).is_le());
            }
        }

        #[test]
        fn times_are_printed_as_jiff_does(
            nanoseconds in Timestamp::MIN.as_nanosecond()..Timestamp::MAX.as_nanosecond(),
        ) {
            let time = Timestamp::from_nanosecond(nanoseconds).unwrap();
            let expected = time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
            prop_assert_eq!(Cell::from(time).text(false), expected);
        }

        #[test]
        fn a_borrowed_cell_is_the_same(cell in cell()) {
            prop_assert_eq!(cell.borrow().held(), cell);
        }
    }
}
