//! Items: what lists consist of.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::version::{RestVersion, two};

/// One item of an answer.
pub(super) type Item = Map<String, Value>;

/// What items of a kind have.
#[derive(Debug)]
pub(super) struct Listing {
    /// What one is called in an error.
    pub(super) noun: &'static str,
    /// The fields, and the minor version of REST 2 since which they are there.
    pub(super) fields: &'static [(&'static str, u8)],
}

impl Listing {
    /// Whether items have that field in that version.
    pub(super) fn has(&self, field: &str, version: RestVersion) -> bool {
        let known = self.fields.iter().find(|(name, _)| *name == field);
        known.is_some_and(|(_, since)| version >= two(*since))
    }

    /// The item without what is newer than that version, and without what has no value.
    pub(super) fn cut(&self, mut item: Item, version: RestVersion) -> Item {
        item.retain(|field, value| !value.is_null() && self.has(field, version));
        item
    }
}

/// An item of a JSON object.
pub(super) fn item(value: Value) -> Item {
    match value {
        Value::Object(fields) => fields,
        _ => Item::new(),
    }
}

/// How two values compare: nothing, truths, numbers, texts without case.
pub(super) fn order(one: &Value, other: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    };
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one
                .as_f64()
                .partial_cmp(&other.as_f64())
                .unwrap_or(Ordering::Equal),
        },
        (Value::String(one), Value::String(other)) => one.to_lowercase().cmp(&other.to_lowercase()),
        (Value::Array(one), Value::Array(other)) => {
            let pairs = one.iter().zip(other).map(|(one, other)| order(one, other));
            let first = pairs.into_iter().find(|it| it.is_ne());
            first.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        _ => rank(one).cmp(&rank(other)),
    }
}
