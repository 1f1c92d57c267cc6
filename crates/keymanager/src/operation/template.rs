//! The attributes of a new object, taken apart.

use pure_kmip::enums::{CryptographicAlgorithm, ResultReason, State, UsageMask};
use pure_kmip::ttlv::Tag;
use pure_kmip::{Attribute, Failure, ProtocolVersion};

use super::{Context, internal, invalid_field};
use crate::attributes::{add_name, add_other};
use crate::model::{Dates, KeyRow, insert};

/// What a client may say of a new object.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) names: Vec<String>,
    pub(super) algorithm: Option<CryptographicAlgorithm>,
    pub(super) length: Option<i32>,
    pub(super) usage_mask: Option<UsageMask>,
    pub(super) dates: Dates,
    pub(super) others: Vec<Attribute>,
}

/// Attributes that only the server sets (KMIP 1.4, section 3, the tables' "Modifiable by client").
const READ_ONLY: [&str; 15] = [
    "Unique Identifier",
    "Object Type",
    "State",
    "Initial Date",
    "Destroy Date",
    "Compromise Occurrence Date",
    "Compromise Date",
    "Revocation Reason",
    "Archive Date",
    "Last Change Date",
    "Digest",
    "Lease Time",
    "Fresh",
    "Original Creation Date",
    "Key Value Present",
];

/// Whether only the server sets the attribute of that name.
pub(super) fn is_read_only(name: &str) -> bool {
    READ_ONLY.contains(&name)
}

/// The date that the client may set under that name.
pub(super) fn date_field(name: &str) -> Option<crate::model::DateField> {
    Some(match name {
        "Activation Date" => |dates| &mut dates.activation,
        "Process Start Date" => |dates| &mut dates.process_start,
        "Protect Stop Date" => |dates| &mut dates.protect_stop,
        "Deactivation Date" => |dates| &mut dates.deactivation,
        _ => return None,
    })
}

impl Template {
    pub(super) fn of(attributes: Vec<Attribute>) -> Result<Self, Failure> {
        let mut template = Self::default();
        for attribute in attributes {
            template.take(attribute)?;
        }
        Ok(template)
    }

    fn take(&mut self, attribute: Attribute) -> Result<(), Failure> {
        let wrong = || invalid_field(format!("{} has no valid value.", attribute.name));
        let once = |is_new: bool| {
            let twice = || invalid_field(format!("{} is given twice.", attribute.name));
            if is_new { Ok(()) } else { Err(twice()) }
        };
        if attribute.is(Tag::NAME) {
            let name = attribute.as_object_name().ok_or_else(wrong)?;
            self.names.push(name.to_owned());
        } else if attribute.is(Tag::CRYPTOGRAPHIC_ALGORITHM) {
            let code = attribute.value.as_enumeration().ok_or_else(wrong)?;
            let algorithm = CryptographicAlgorithm::from_code(code);
            once(self.algorithm.replace(algorithm).is_none())?;
        } else if attribute.is(Tag::CRYPTOGRAPHIC_LENGTH) {
            let bits = attribute.value.as_integer().ok_or_else(wrong)?;
            once(self.length.replace(bits).is_none())?;
        } else if attribute.is(Tag::CRYPTOGRAPHIC_USAGE_MASK) {
            let bits = attribute.value.as_integer().ok_or_else(wrong)?;
            once(
                self.usage_mask
                    .replace(UsageMask::from_bits(bits))
                    .is_none(),
            )?;
        } else if let Some(field) = date_field(&attribute.name) {
            let date = attribute.value.as_date_time().ok_or_else(wrong)?;
            once(field(&mut self.dates).replace(date).is_none())?;
        } else if is_read_only(&attribute.name) {
            let message = format!("{} is set by the server only.", attribute.name);
            return Err(invalid_field(message));
        } else {
            self.others.push(attribute);
        }
        Ok(())
    }
}

impl Context<'_> {
    /// Adds a new object with its names and attributes.
    pub(super) fn add(&mut self, mut key: KeyRow, template: Template) -> Result<(), Failure> {
        key.dates = Dates {
            initial: self.now,
            last_change: self.now,
            ..template.dates
        };
        key.state = State::PreActive;
        insert(self.db, &key).map_err(internal)?;
        for name in &template.names {
            self.name(&key, name)?;
        }
        for attribute in &template.others {
            add_other(self.db, &key.id, attribute).map_err(internal)?;
        }
        self.placeholder = Some(key.id);
        Ok(())
    }

    /// Gives an object a name that no other object of its account has.
    pub(super) fn name(&self, key: &KeyRow, name: &str) -> Result<(), Failure> {
        if name.is_empty() {
            return Err(invalid_field("Name is empty."));
        }
        if add_name(self.db, key, name).map_err(internal)? {
            return Ok(());
        }
        Err(Failure::new(
            non_unique_name(self.version),
            format!("Name {name} is in use."),
        ))
    }
}

/// The reason for a name that is in use: there is a special one from 2.0.
fn non_unique_name(version: ProtocolVersion) -> ResultReason {
    if version.has_tagged_attributes() {
        ResultReason::NonUniqueNameAttribute
    } else {
        ResultReason::InvalidField
    }
}
