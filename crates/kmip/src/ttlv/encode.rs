//! Writing items.

use zeroize::Zeroizing;

use super::{Item, Value};

/// The bytes of an item (KMIP 1.4, section 9.1.1): tag (3), type (1), length (4), value padded to a
/// multiple of 8. They are overwritten when they are freed, since a key may be among them.
pub fn encode(item: &Item) -> Zeroizing<Vec<u8>> {
    // Of the whole size from the start: a vector that grows leaves copies behind.
    let mut out = Zeroizing::new(Vec::with_capacity(8 + padded(length(&item.value))));
    write(&mut out, item);
    out
}

/// The length of the value without its padding.
fn length(value: &Value) -> usize {
    match value {
        Value::Structure(items) => items.iter().map(|i| 8 + padded(length(&i.value))).sum(),
        Value::Integer(_) | Value::Enumeration(_) | Value::Interval(_) => 4,
        Value::LongInteger(_)
        | Value::Boolean(_)
        | Value::DateTime(_)
        | Value::DateTimeExtended(_) => 8,
        Value::BigInteger(bytes) => padded(bytes.len().max(1)),
        Value::TextString(text) => text.len(),
        Value::ByteString(bytes) => bytes.len(),
    }
}

fn padded(length: usize) -> usize {
    length.next_multiple_of(8)
}

fn write(out: &mut Vec<u8>, item: &Item) {
    let [_, a, b, c] = item.tag.code().to_be_bytes();
    // The length follows once it is known.
    out.extend_from_slice(&[a, b, c, item.value.type_code(), 0, 0, 0, 0]);
    let start = out.len();
    match &item.value {
        Value::Structure(items) => items.iter().for_each(|item| write(out, item)),
        Value::Integer(number) => out.extend_from_slice(&number.to_be_bytes()),
        Value::Enumeration(number) | Value::Interval(number) => {
            out.extend_from_slice(&number.to_be_bytes());
        }
        Value::LongInteger(number) | Value::DateTime(number) | Value::DateTimeExtended(number) => {
            out.extend_from_slice(&number.to_be_bytes())
        }
        Value::Boolean(value) => out.extend_from_slice(&u64::from(*value).to_be_bytes()),
        Value::BigInteger(bytes) => {
            let sign = if bytes.first().is_some_and(|b| b & 0x80 != 0) {
                0xFF
            } else {
                0
            };
            let length = length(&item.value);
            out.extend(std::iter::repeat_n(sign, length - bytes.len()));
            out.extend_from_slice(bytes);
        }
        Value::TextString(text) => out.extend_from_slice(text.as_bytes()),
        Value::ByteString(bytes) => out.extend_from_slice(bytes),
    }
    let length = out.len() - start;
    let written = u32::try_from(length).expect("an item is shorter than 4 GiB");
    out[start - 4..start].copy_from_slice(&written.to_be_bytes());
    out.resize(start + padded(length), 0);
}
