//! Reading items.

use zeroize::Zeroizing;

use super::{Item, Tag, Value};

/// The limits of a message. One that exceeds them is refused while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a whole message.
    pub max_length: usize,
    /// Structures within structures. Each takes some of the stack: a few hundred are safe anywhere.
    pub max_depth: usize,
    /// Items of a whole message.
    pub max_items: usize,
}

impl Limits {
    /// One mebibyte, 32 levels, 32,768 items.
    pub const DEFAULT: Self = Self {
        max_length: 1 << 20,
        max_depth: 32,
        max_items: 1 << 15,
    };

    /// With that many bytes of a whole message at most.
    #[must_use]
    pub const fn with_max_length(mut self, max_length: usize) -> Self {
        self.max_length = max_length;
        self
    }

    /// With that many structures within structures at most.
    #[must_use]
    pub const fn with_max_depth(mut self, max_depth: usize) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// With that many items of a whole message at most.
    #[must_use]
    pub const fn with_max_items(mut self, max_items: usize) -> Self {
        self.max_items = max_items;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Fewer bytes than the length says.
    #[error("the message is cut short")]
    Truncated,
    /// More bytes than the length says.
    #[error("{0} bytes follow the message")]
    Trailing(usize),
    /// Longer than [`Limits::max_length`].
    #[error("the message has {0} bytes, which is more than is accepted")]
    TooLong(usize),
    /// Nested deeper than [`Limits::max_depth`].
    #[error("the message nests too deeply")]
    TooDeep,
    /// More items than [`Limits::max_items`].
    #[error("the message has too many items")]
    TooManyItems,
    /// A type that no version of KMIP has.
    #[error("{tag} is of the unknown type {code:#04x}")]
    UnknownType {
        /// The item.
        tag: Tag,
        /// Its type.
        code: u8,
    },
    /// A length that its type does not allow.
    #[error("{tag} has the wrong length {length}")]
    WrongLength {
        /// The item.
        tag: Tag,
        /// Its length in bytes.
        length: usize,
    },
    /// A text that is not UTF-8, or a Boolean that is neither 0 nor 1.
    #[error("{0} has no valid value")]
    InvalidValue(Tag),
    /// A field that has to be there is not.
    #[error("{missing} is missing in {inside}")]
    Missing {
        /// The field.
        missing: Tag,
        /// The structure.
        inside: Tag,
    },
    /// Another field than expected.
    #[error("there is {found} where {expected} is expected")]
    Unexpected {
        /// What should be there.
        expected: Tag,
        /// What is there.
        found: Tag,
    },
    /// A field of another type than the standard gives it.
    #[error("{0} is of the wrong type")]
    WrongType(Tag),
}

/// Reads one item, which has to fill `bytes`.
///
/// # Errors
/// When the bytes are not an item, or exceed a limit. Never panics, and never allocates more than a small
/// multiple of the bytes given.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Item, DecodeError> {
    if bytes.len() > limits.max_length {
        return Err(DecodeError::TooLong(bytes.len()));
    }
    let mut reader = Reader {
        rest: bytes,
        items: limits.max_items,
    };
    let mut item = None;
    reader.item(limits.max_depth, &mut |read| item = Some(read))?;
    match (item, reader.rest.len()) {
        (Some(item), 0) => Ok(item),
        (_, more) => Err(DecodeError::Trailing(more)),
    }
}

/// The length in bytes of the whole message that begins with `header`, its first eight bytes.
///
/// # Errors
/// When it is not a structure, or longer than the limit.
pub fn length_of_message(header: [u8; 8], limits: &Limits) -> Result<usize, DecodeError> {
    let tag = Tag::new(u32::from_be_bytes([0, header[0], header[1], header[2]]));
    if header[3] != 0x01 {
        return Err(DecodeError::WrongType(tag));
    }
    let [.., a, b, c, d] = header;
    let length = (u32::from_be_bytes([a, b, c, d]) as usize).saturating_add(8);
    if length > limits.max_length {
        return Err(DecodeError::TooLong(length));
    }
    if !length.is_multiple_of(8) {
        return Err(DecodeError::WrongLength {
            tag,
            length: length - 8,
        });
    }
    Ok(length)
}

struct Reader<'a> {
    rest: &'a [u8],
    /// How many more items may come.
    items: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Reads the next item and gives it to `take`, which lets each value be written where it stays.
    fn item(&mut self, depth: usize, take: &mut impl FnMut(Item)) -> Result<(), DecodeError> {
        self.items = self.items.checked_sub(1).ok_or(DecodeError::TooManyItems)?;
        let [a, b, c, code, length @ ..] = self.array::<8>()?;
        let tag = Tag::new(u32::from_be_bytes([0, a, b, c]));
        let length = u32::from_be_bytes(length) as usize;
        let fixed = match code {
            0x02 | 0x05 | 0x0A => Some(4),
            0x03 | 0x06 | 0x09 | 0x0B => Some(8),
            _ => None,
        };
        if fixed.is_some_and(|fixed| fixed != length) {
            return Err(DecodeError::WrongLength { tag, length });
        }
        let body = self.take(length)?;
        self.take(length.next_multiple_of(8) - length)?;
        let mut put = |value| take(Item { tag, value });
        match code {
            0x01 => put(Value::Structure(self.items_within(body, depth)?)),
            0x02 => put(Value::Integer(i32::from_be_bytes(exact(body)))),
            0x03 => put(Value::LongInteger(i64::from_be_bytes(exact(body)))),
            0x04 if length.is_multiple_of(8) && length > 0 => {
                put(Value::BigInteger(Zeroizing::new(body.to_vec())));
            }
            0x04 => return Err(DecodeError::WrongLength { tag, length }),
            0x05 => put(Value::Enumeration(u32::from_be_bytes(exact(body)))),
            0x06 => match u64::from_be_bytes(exact(body)) {
                0 => put(Value::Boolean(false)),
                1 => put(Value::Boolean(true)),
                _ => return Err(DecodeError::InvalidValue(tag)),
            },
            0x07 => match std::str::from_utf8(body) {
                Ok(text) => put(Value::TextString(text.to_owned())),
                Err(_) => return Err(DecodeError::InvalidValue(tag)),
            },
            0x08 => put(Value::ByteString(Zeroizing::new(body.to_vec()))),
            0x09 => put(Value::DateTime(i64::from_be_bytes(exact(body)))),
            0x0A => put(Value::Interval(u32::from_be_bytes(exact(body)))),
            0x0B => put(Value::DateTimeExtended(i64::from_be_bytes(exact(body)))),
            code => return Err(DecodeError::UnknownType { tag, code }),
        }
        Ok(())
    }

    /// The items of the structure `body`.
    fn items_within(&mut self, body: &'a [u8], depth: usize) -> Result<Vec<Item>, DecodeError> {
        let depth = depth.checked_sub(1).ok_or(DecodeError::TooDeep)?;
        let mut inner = Reader {
            rest: body,
            items: self.items,
        };
        // Most items take 16 bytes or more; a guess that costs little when it is wrong.
        let mut items = Vec::with_capacity((body.len() / 16).min(8));
        while !inner.rest.is_empty() {
            inner.item(depth, &mut |item| items.push(item))?;
        }
        self.items = inner.items;
        Ok(items)
    }
}

/// The body of an item whose length was checked.
fn exact<const N: usize>(body: &[u8]) -> [u8; N] {
    body.try_into()
        .expect("the length of this type was checked")
}
