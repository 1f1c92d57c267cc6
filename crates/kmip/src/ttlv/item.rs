//! An item: a tag and a value.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::Tag;

/// The texts that are secrets.
const SECRET_TEXTS: [Tag; 2] = [Tag::PASSWORD, Tag::ONE_TIME_PASSWORD];

/// One tagged value.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub tag: Tag,
    /// Its value.
    pub value: Value,
}

/// A value of one of the types of KMIP 1.4, section 9.1.1.2 (and KMIP 2.1, section 10.1.2).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u32)]
pub enum Value {
    /// Further items.
    Structure(Vec<Item>),
    /// 32 bits, signed.
    Integer(i32),
    /// 64 bits, signed.
    LongInteger(i64),
    /// Two's complement, big-endian; the wire has a multiple of eight bytes. It may be a part of a key:
    /// it is overwritten when it is freed.
    BigInteger(Zeroizing<Vec<u8>>),
    /// A number of an enumeration.
    Enumeration(u32),
    /// True or false.
    Boolean(bool),
    /// UTF-8.
    TextString(String),
    /// Bytes, which may be a key: they are overwritten when they are freed.
    ByteString(Zeroizing<Vec<u8>>),
    /// Seconds since 1970 UTC.
    DateTime(i64),
    /// Seconds.
    Interval(u32),
    /// Microseconds since 1970 UTC (from KMIP 2.0).
    DateTimeExtended(i64),
}

impl Item {
    /// The item of that tag and value.
    #[must_use]
    pub fn new(tag: Tag, value: Value) -> Self {
        Self { tag, value }
    }

    /// A structure of items.
    #[must_use]
    pub fn structure(tag: Tag, items: Vec<Self>) -> Self {
        Self::new(tag, Value::Structure(items))
    }

    /// A text.
    pub fn text(tag: Tag, text: impl Into<String>) -> Self {
        Self::new(tag, Value::TextString(text.into()))
    }

    /// Bytes.
    pub fn bytes(tag: Tag, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(tag, Value::ByteString(Zeroizing::new(bytes.into())))
    }

    /// A number of an enumeration.
    #[must_use]
    pub fn enumeration(tag: Tag, code: u32) -> Self {
        Self::new(tag, Value::Enumeration(code))
    }

    /// A signed number of 32 bits.
    #[must_use]
    pub fn integer(tag: Tag, number: i32) -> Self {
        Self::new(tag, Value::Integer(number))
    }

    /// True or false.
    #[must_use]
    pub fn boolean(tag: Tag, value: bool) -> Self {
        Self::new(tag, Value::Boolean(value))
    }

    /// A time, in seconds since 1970 UTC.
    #[must_use]
    pub fn date_time(tag: Tag, seconds: i64) -> Self {
        Self::new(tag, Value::DateTime(seconds))
    }

    /// A duration in seconds.
    #[must_use]
    pub fn interval(tag: Tag, seconds: u32) -> Self {
        Self::new(tag, Value::Interval(seconds))
    }
}

impl Value {
    /// The code of its type (KMIP 1.4, section 9.1.1.2).
    #[must_use]
    pub fn type_code(&self) -> u8 {
        match self {
            Self::Structure(_) => 0x01,
            Self::Integer(_) => 0x02,
            Self::LongInteger(_) => 0x03,
            Self::BigInteger(_) => 0x04,
            Self::Enumeration(_) => 0x05,
            Self::Boolean(_) => 0x06,
            Self::TextString(_) => 0x07,
            Self::ByteString(_) => 0x08,
            Self::DateTime(_) => 0x09,
            Self::Interval(_) => 0x0A,
            Self::DateTimeExtended(_) => 0x0B,
        }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::TextString(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an enumeration, when it is one.
    #[must_use]
    pub fn as_enumeration(&self) -> Option<u32> {
        match self {
            Self::Enumeration(code) => Some(*code),
            _ => None,
        }
    }

    /// The number, when it is an Integer.
    #[must_use]
    pub fn as_integer(&self) -> Option<i32> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The seconds since 1970 UTC, when it is a time.
    #[must_use]
    pub fn as_date_time(&self) -> Option<i64> {
        match self {
            Self::DateTime(seconds) => Some(*seconds),
            Self::DateTimeExtended(micros) => Some(micros.div_euclid(1_000_000)),
            _ => None,
        }
    }

    /// The items, when it is a structure.
    #[must_use]
    pub fn as_structure(&self) -> Option<&[Item]> {
        match self {
            Self::Structure(items) => Some(items),
            _ => None,
        }
    }
}

impl Zeroize for Item {
    /// Overwrites the texts, among which may be a password; bytes overwrite themselves when they are
    /// freed.
    fn zeroize(&mut self) {
        match &mut self.value {
            Value::Structure(items) => items.iter_mut().for_each(Zeroize::zeroize),
            Value::TextString(text) => text.zeroize(),
            _ => {}
        }
    }
}

impl fmt::Debug for Item {
    /// The tag and the value; of a password only that there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.tag)?;
        match &self.value {
            Value::TextString(_) if SECRET_TEXTS.contains(&self.tag) => f.write_str("(secret)"),
            value => fmt::Debug::fmt(value, f),
        }
    }
}

impl fmt::Debug for Value {
    /// The value; of bytes only their number, since they may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(items) => f.debug_list().entries(items).finish(),
            Self::Integer(number) => write!(f, "{number}"),
            Self::LongInteger(number) => write!(f, "{number}"),
            Self::BigInteger(bytes) => write!(f, "({} bytes)", bytes.len()),
            Self::ByteString(bytes) => write!(f, "({} bytes)", bytes.len()),
            Self::Enumeration(code) => write!(f, "{code:#x}"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::TextString(text) => write!(f, "{text:?}"),
            Self::DateTime(seconds) => write!(f, "@{seconds}"),
            Self::Interval(seconds) => write!(f, "{seconds} s"),
            Self::DateTimeExtended(micros) => write!(f, "@{micros} us"),
        }
    }
}
