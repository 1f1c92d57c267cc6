//! The values of a list.

use std::cmp::Ordering;

use jiff::Timestamp;

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

impl Cell {
    /// The text of the cell; `raw` shows times as milliseconds since 1970 and sizes in bytes.
    pub fn text(&self, raw: bool) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Bytes(bytes) if raw => bytes.to_string(),
            Self::Bytes(bytes) => size(*bytes),
            Self::Time(time) if raw => time.as_millisecond().to_string(),
            Self::Time(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            Self::Boolean(true) => "True".to_owned(),
            Self::Boolean(false) => "False".to_owned(),
            Self::Unset => "-".to_owned(),
            Self::Empty => String::new(),
        }
    }

    /// The order of two cells of one column: numbers, sizes and times by value, text without case,
    /// unset ones first.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Unset | Self::Empty, Self::Unset | Self::Empty) => Ordering::Equal,
            (Self::Unset | Self::Empty, _) => Ordering::Less,
            (_, Self::Unset | Self::Empty) => Ordering::Greater,
            _ => {
                let (a, b) = (self.text(false), other.text(false));
                a.to_lowercase()
                    .cmp(&b.to_lowercase())
                    .then_with(|| a.cmp(&b))
            }
        }
    }
}

/// A size as Purity shows it: 1024 is `1.00K`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["", "K", "M", "G", "T", "P", "E"];
    let unit = if bytes == 0 {
        0
    } else {
        (bytes.ilog2() / 10) as usize
    };
    if unit == 0 {
        return bytes.to_string();
    }
    let scaled = bytes as f64 / (1_u64 << (10 * unit)) as f64;
    format!("{scaled:.2}{}", UNITS[unit])
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

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
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
