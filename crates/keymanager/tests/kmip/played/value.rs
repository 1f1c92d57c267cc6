//! Values as they are written in a conversation.

use std::collections::HashMap;

use kmip::enums::{
    BatchErrorContinuationOption, CryptographicAlgorithm, KeyFormatType, NameType,
    ObjectGroupMember, ObjectType, Operation, QueryFunction, RevocationReasonCode, SecretDataType,
    State, UsageMask,
};
use kmip::ttlv::{Item, Tag, Value};

use super::script::of_name;
use crate::fixture::NOW;

/// What the variables are.
pub(super) type Variables = HashMap<String, Value>;

/// The item of that tag with that value.
pub(super) fn item(tag: &str, text: &str, variables: &Variables) -> Item {
    let tag = Tag::of_name(tag).unwrap_or_else(|| panic!("there is no tag {tag}"));
    Item::new(tag, value(tag, text, variables))
}

/// The value of an item or attribute of that tag.
pub(super) fn value(tag: Tag, text: &str, variables: &Variables) -> Value {
    if let Some(variable) = text.strip_prefix('$') {
        let known = variables.get(variable);
        return known
            .unwrap_or_else(|| panic!("${variable} is not known yet"))
            .clone();
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        let fields = fields(inner).into_iter();
        return Value::Structure(
            fields
                .map(|(tag, text)| item(tag, text, variables))
                .collect(),
        );
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        return Value::TextString(inner.to_owned());
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let pairs = (0..digits.len()).step_by(2);
        let bytes = pairs.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
        return Value::ByteString(bytes.collect::<Vec<u8>>().into());
    }
    if let Some(offset) = text.strip_prefix("now") {
        return Value::DateTime(NOW + offset.parse::<i64>().unwrap_or_default());
    }
    if let Some(seconds) = text.strip_suffix(" s") {
        return Value::Interval(seconds.parse().unwrap());
    }
    match text {
        "true" => return Value::Boolean(true),
        "false" => return Value::Boolean(false),
        _ => {}
    }
    if tag == Tag::CRYPTOGRAPHIC_USAGE_MASK {
        return Value::Integer(mask(text).bits());
    }
    match text.parse() {
        Ok(number) => Value::Integer(number),
        Err(_) => Value::Enumeration(
            code(tag, text).unwrap_or_else(|| panic!("{tag} has no value {text}")),
        ),
    }
}

/// `Tag: value; Tag: value`, with braces within.
pub(super) fn fields(text: &str) -> Vec<(&str, &str)> {
    let (mut depth, mut begin, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ';' if depth == 0 => {
                parts.push(&text[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    let parts = parts.into_iter().map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (tag, value) = part.split_once(": ").unwrap();
            (tag.trim(), value.trim())
        })
        .collect()
}

fn mask(text: &str) -> UsageMask {
    let bits = text.split('+').map(|name| match name {
        "Sign" => UsageMask::SIGN,
        "Verify" => UsageMask::VERIFY,
        "Encrypt" => UsageMask::ENCRYPT,
        "Decrypt" => UsageMask::DECRYPT,
        "Wrap Key" => UsageMask::WRAP_KEY,
        other => panic!("{other} is no use of a key"),
    });
    bits.fold(UsageMask::default(), |all, one| all | one)
}

fn code(tag: Tag, name: &str) -> Option<u32> {
    macro_rules! of {
        ($enumeration:ident) => {
            of_name($enumeration::KNOWN, name).map($enumeration::code)
        };
    }
    match tag.name()? {
        "Object Type" => of!(ObjectType),
        "Cryptographic Algorithm" => of!(CryptographicAlgorithm),
        "State" => of!(State),
        "Name Type" => of!(NameType),
        "Key Format Type" => of!(KeyFormatType),
        "Secret Data Type" => of!(SecretDataType),
        "Revocation Reason Code" => of!(RevocationReasonCode),
        "Object Group Member" => of!(ObjectGroupMember),
        "Query Function" => of!(QueryFunction),
        "Operation" => of!(Operation),
        _ if tag == Tag::BATCH_ERROR_CONTINUATION_OPTION => of!(BatchErrorContinuationOption),
        // What the crate has no enumeration of is written as a number.
        _ => name.strip_prefix('#')?.parse().ok(),
    }
}
