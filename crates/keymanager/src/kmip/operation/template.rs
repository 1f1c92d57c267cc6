//! The attributes of a new object, taken apart.

use pure_kmip::enums::{CryptographicAlgorithm, State, UsageMask};
use pure_kmip::ttlv::{Tag, Value};
use pure_kmip::{Attribute, Failure};

use super::context::Context;
use super::refusal::{internal, invalid_field};
use crate::kmip::attributes::Kind;

use crate::model::{Dates, KeyRow, Protection};

/// What a client may say of a new object.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) names: Vec<String>,
    pub(super) algorithm: Option<CryptographicAlgorithm>,
    pub(super) length: Option<i32>,
    pub(super) usage_mask: Option<UsageMask>,
    pub(super) dates: Dates,
    pub(super) sensitive: Option<bool>,
    pub(super) extractable: Option<bool>,
    pub(super) kept: Vec<Attribute>,
}

impl Template {
    /// What is not said is taken from `old`.
    pub(super) fn protection(&self, old: Protection) -> Protection {
        Protection::new(
            self.sensitive.unwrap_or(old.sensitive),
            self.extractable.unwrap_or(old.extractable),
        )
    }
}

impl Context<'_> {
    pub(super) fn template(&self, attributes: Vec<Attribute>) -> Result<Template, Failure> {
        let mut template = Template::default();
        for attribute in attributes {
            self.take(&mut template, attribute)?;
        }
        if !template.dates.are_in_order() {
            let message = "The dates of the object are not in order.";
            return Err(self.reasons().invalid_value(message));
        }
        Ok(template)
    }

    fn take(&self, template: &mut Template, attribute: Attribute) -> Result<(), Failure> {
        let name = attribute.name.as_str();
        let wrong = || self.no_value(name);
        let is_first = match self.kind(name).map_err(as_field)? {
            Kind::Server => return Err(as_field(self.reasons().read_only(name))),
            Kind::Name => {
                let text = attribute.as_object_name().filter(|text| !text.is_empty());
                template.names.push(text.ok_or_else(wrong)?.to_owned());
                true
            }
            Kind::Fixed if attribute.is(Tag::CRYPTOGRAPHIC_ALGORITHM) => {
                let code = attribute.value.as_enumeration().ok_or_else(wrong)?;
                let algorithm = CryptographicAlgorithm::from_code(code);
                template.algorithm.replace(algorithm).is_none()
            }
            Kind::Fixed => {
                let bits = attribute.value.as_integer().ok_or_else(wrong)?;
                template.length.replace(bits).is_none()
            }
            Kind::UsageMask => {
                let mask = self.usage_mask(&attribute)?;
                template.usage_mask.replace(mask).is_none()
            }
            Kind::Date(field) => {
                let date = attribute.value.as_date_time().ok_or_else(wrong)?;
                field(&mut template.dates).replace(date).is_none()
            }
            Kind::Sensitive => {
                let value = boolean(&attribute).ok_or_else(wrong)?;
                template.sensitive.replace(value).is_none()
            }
            Kind::Extractable => {
                let value = boolean(&attribute).ok_or_else(wrong)?;
                template.extractable.replace(value).is_none()
            }
            Kind::Kept { value, .. } if !value.allows(&attribute.value) => return Err(wrong()),
            Kind::Kept { many, .. } => {
                let is_first = many || template.kept.iter().all(|it| it.name != name);
                template.kept.push(attribute);
                if is_first {
                    return Ok(());
                }
                return Err(invalid_field("An attribute is given twice."));
            }
        };
        if is_first {
            Ok(())
        } else {
            Err(invalid_field(format!("{name} is given twice.")))
        }
    }

    /// Adds a new object with its names and attributes, in the first group of the app.
    pub(super) fn add_object(
        &mut self,
        mut key: KeyRow,
        template: Template,
    ) -> Result<(), Failure> {
        key.dates = Dates {
            initial: self.now,
            last_change: self.now,
            ..template.dates
        };
        self.tx.insert_key(&key).map_err(internal)?;
        self.describe(&key, &template)?;
        self.placeholder = Some(key.id);
        Ok(())
    }

    /// Gives an object the names and attributes of a template.
    pub(super) fn describe(&self, key: &KeyRow, template: &Template) -> Result<(), Failure> {
        for name in &template.names {
            let index = self
                .tx
                .add_key_name(key, name)
                .map_err(internal)?
                .ok_or_else(|| self.reasons().name_in_use(name))?;
            self.check_room("Name", index)?;
        }
        for attribute in &template.kept {
            let index = self
                .tx
                .add_attribute(&key.id, &attribute.name, &attribute.value)
                .map_err(internal)?;
            self.check_room(&attribute.name, index)?;
        }
        Ok(())
    }

    /// A Pre-Active object without material.
    pub(super) fn new_object(&self, id: String, template: &Template) -> KeyRow {
        KeyRow {
            id,
            group_id: self.app.home_group().to_owned(),
            object_type: pure_kmip::enums::ObjectType::SymmetricKey,
            state: State::PreActive,
            enabled: true,
            fresh: true,
            algorithm: template.algorithm,
            length: template.length,
            usage_mask: template.usage_mask.unwrap_or_default(),
            subtype: None,
            format: None,
            material: None,
            protection: template.protection(Protection::default()),
            dates: Dates::default(),
            reason: None,
            message: None,
        }
    }
}

fn boolean(attribute: &Attribute) -> Option<bool> {
    match attribute.value {
        Value::Boolean(value) => Some(value),
        _ => None,
    }
}

/// Of a new object nothing is denied: what it cannot have is a wrong field (KMIP 1.4, section 11.1).
fn as_field(mut failure: Failure) -> Failure {
    use pure_kmip::enums::ResultReason;
    if failure.reason == ResultReason::PermissionDenied {
        failure.reason = ResultReason::InvalidField;
    }
    failure
}
