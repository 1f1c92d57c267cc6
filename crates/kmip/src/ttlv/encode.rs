//! Writing items.

use zeroize::Zeroizing;

use super::{Item, Value};

/// The bytes of an item (KMIP 1.4, section 9.1.1): tag (3), type (1), length (4), value padded to a
/// multiple of 8. They are overwritten when they are freed, since a key may be among them.
#[must_use]
pub fn encode(item: &Item) -> Zeroizing<Vec<u8>> {
    // Of the whole size from the start: a vector that grows leaves copies behind.
    let mut out = Zeroizing::new(Vec::with_capacity(encoded_length(item)));
    write(&mut out, item);
    out
}

/// How many bytes [`encode`] makes of an item.
#[must_use]
pub fn encoded_length(item: &Item) -> usize {
    8 + padded(length(&item.value))
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
    match &item.value {
        Value::Structure(items) => {
            let start = out.len();
            // The length follows once it is known.
            out.extend_from_slice(&head(item, 0).to_be_bytes());
            items.iter().for_each(|item| write(out, item));
            let length = out.len() - start - 8;
            out[start..start + 8].copy_from_slice(&head(item, length).to_be_bytes());
        }
        Value::Integer(number) => write_4_bytes(out, item, number.cast_unsigned()),
        Value::Enumeration(number) | Value::Interval(number) => write_4_bytes(out, item, *number),
        Value::LongInteger(number) | Value::DateTime(number) | Value::DateTimeExtended(number) => {
            write_8_bytes(out, item, 8, number.cast_unsigned());
        }
        Value::Boolean(value) => write_8_bytes(out, item, 8, u64::from(*value)),
        Value::BigInteger(bytes) => {
            let length = length(&item.value);
            out.extend_from_slice(&head(item, length).to_be_bytes());
            let is_negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
            let sign = if is_negative { 0xFF } else { 0 };
            out.extend(std::iter::repeat_n(sign, length - bytes.len()));
            out.extend_from_slice(bytes);
        }
        Value::TextString(text) => write_bytes(out, item, text.as_bytes()),
        Value::ByteString(bytes) => write_bytes(out, item, bytes),
    }
}

/// The first eight bytes of an item: its tag, its type, and the length of its value.
fn head(item: &Item, length: usize) -> u64 {
    let length = u32::try_from(length).expect("an item is shorter than 4 GiB");
    let [tag, kind] = [item.tag.code(), item.value.type_code().into()].map(u64::from);
    tag << 40 | kind << 32 | u64::from(length)
}

fn write_4_bytes(out: &mut Vec<u8>, item: &Item, number: u32) {
    write_8_bytes(out, item, 4, u64::from(number) << 32);
}

/// Writes a value of eight bytes with its padding.
fn write_8_bytes(out: &mut Vec<u8>, item: &Item, length: usize, value: u64) {
    let whole = u128::from(head(item, length)) << 64 | u128::from(value);
    out.extend_from_slice(&whole.to_be_bytes());
}

fn write_bytes(out: &mut Vec<u8>, item: &Item, bytes: &[u8]) {
    out.extend_from_slice(&head(item, bytes.len()).to_be_bytes());
    out.extend_from_slice(bytes);
    let padding = padded(bytes.len()) - bytes.len();
    out.extend_from_slice(&[0; 8][..padding]);
}
