//! When a client may change which attribute of an object (KMIP 1.4, section 3, the rules of each).

use kmip::enums::{ResultReason, State, UsageMask};
use kmip::ttlv::{DecodeError, Value};
use kmip::{Attribute, Failure};

use super::context::Context;
use super::limits::MAX_ATTRIBUTES;
use super::refusal::internal;
use crate::kmip::attributes::{Kind, kind_of};
use crate::model::KeyRow;
use crate::store::DateField;

/// How many attributes of one name an object may have.
const MAX_INSTANCES: i32 = 256;

impl Context<'_> {
    /// What the attribute of that name is.
    pub(super) fn kind(&self, name: &str) -> Result<Kind, Failure> {
        kind_of(name, self.version).ok_or_else(|| self.reasons().unknown_attribute(name))
    }

    /// The instance of an attribute that a request means: by its index, or by its value as from 2.0 on,
    /// or the first.
    pub(super) fn instance(
        &self,
        key: &KeyRow,
        name: &str,
        index: Option<i32>,
        value: Option<&Value>,
    ) -> Result<Attribute, Failure> {
        let known = self.view(key).named(name).map_err(internal)?;
        let meant = |it: &Attribute| match (value, index) {
            (Some(value), _) => it.value == *value,
            (None, Some(index)) => it.index.unwrap_or(0) == index,
            (None, None) => true,
        };
        known
            .into_iter()
            .find(meant)
            .ok_or_else(|| self.reasons().no_attribute(name))
    }

    /// Changes a date of the object's life, which is allowed until it has passed.
    pub(super) fn set_date(
        &self,
        key: &mut KeyRow,
        attribute: &Attribute,
        field: DateField,
    ) -> Result<(), Failure> {
        let name = attribute.name.as_str();
        let date = attribute
            .value
            .as_date_time()
            .ok_or_else(|| self.no_value(name))?;
        let state = key.state_at(self.now);
        let changeable = match name {
            "Activation Date" => state == State::PreActive,
            _ => matches!(state, State::PreActive | State::Active),
        };
        let date_of = field(&mut key.dates);
        if !changeable || date_of.is_some_and(|old| old <= self.now) {
            let message = format!("The object is {state}, and {name} can no longer be set.");
            return Err(self.reasons().wrong_state(message));
        }
        *date_of = Some(date);
        if !key.dates.are_in_order() {
            let message = format!("{name} is out of order with the other dates of the object.");
            return Err(self.reasons().invalid_value(message));
        }
        Ok(())
    }

    /// Sensitive can be set, and never cleared.
    pub(super) fn set_sensitive(
        &self,
        key: &mut KeyRow,
        attribute: &Attribute,
    ) -> Result<(), Failure> {
        match attribute.value {
            Value::Boolean(true) => key.protection.sensitive = true,
            Value::Boolean(false) if !key.protection.sensitive => {}
            Value::Boolean(false) => return Err(self.one_way("Sensitive", "false")),
            _ => return Err(self.no_value("Sensitive")),
        }
        Ok(())
    }

    /// Extractable can be cleared, and never set again.
    pub(super) fn set_extractable(
        &self,
        key: &mut KeyRow,
        attribute: &Attribute,
    ) -> Result<(), Failure> {
        match attribute.value {
            Value::Boolean(false) => key.protection.extractable = false,
            Value::Boolean(true) if key.protection.extractable => {}
            Value::Boolean(true) => return Err(self.one_way("Extractable", "true")),
            _ => return Err(self.no_value("Extractable")),
        }
        Ok(())
    }

    pub(super) fn usage_mask(&self, attribute: &Attribute) -> Result<UsageMask, Failure> {
        let bits = attribute.value.as_integer();
        bits.map(UsageMask::from_bits)
            .ok_or_else(|| self.no_value(&attribute.name))
    }

    /// There is room for one more after the one of that index.
    pub(super) fn check_room(&self, name: &str, index: i32) -> Result<(), Failure> {
        if index < MAX_INSTANCES {
            return Ok(());
        }
        let message = format!("An object has at most {MAX_INSTANCES} {name}.");
        Err(Failure::new(ResultReason::IndexOutOfBounds, message))
    }

    /// Whether what the object has is not too much for a response.
    pub(super) fn check_bytes(&self, key: &str) -> Result<(), Failure> {
        if self.tx.attribute_bytes(key).map_err(internal)? <= MAX_ATTRIBUTES {
            return Ok(());
        }
        let message = format!("The attributes of an object have at most {MAX_ATTRIBUTES} bytes.");
        Err(Failure::new(ResultReason::IndexOutOfBounds, message))
    }

    pub(super) fn no_value(&self, name: &str) -> Failure {
        self.reasons()
            .invalid_value(format!("{name} has no valid value."))
    }

    fn one_way(&self, name: &str, value: &str) -> Failure {
        let message = format!("{name} cannot become {value} again.");
        Failure::new(ResultReason::PermissionDenied, message)
    }
}

/// The fields of a request are not those of its operation.
pub(super) fn malformed(error: &DecodeError) -> Failure {
    Failure::new(ResultReason::InvalidMessage, error.to_string())
}
