//! The attributes of a new object, parsed.

use kmip::enums::{CryptographicAlgorithm, ObjectType, ResultReason, State, UsageMask};
use kmip::ttlv::{Item, Limits, Tag, Value, decode};
use kmip::{Attribute, Failure};

use super::attribute_rules::malformed;
use super::context::{Context, Placeholder};
use super::refusal::{internal, invalid_field};
use crate::kmip::attributes::Kind;

use crate::model::{Dates, KeyOps, KeyRow, Permissions, Protection};

/// What a client may specify for a new object.
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
    /// What is not specified is taken from `old`.
    pub(super) fn protection(&self, old: Protection) -> Protection {
        Protection::new(
            self.sensitive.unwrap_or(old.sensitive),
            self.extractable.unwrap_or(old.extractable),
        )
    }

    /// Parses the attributes of a request that may name templates (KMIP 1.4, section 2.1.8). What an
    /// object can have one of only is the request's own, or else the first template's that says it.
    pub(super) fn naming(
        context: &Context<'_>,
        templates: &[String],
        attributes: Vec<Attribute>,
    ) -> Result<Self, Failure> {
        let mut given: Vec<String> = attributes.iter().map(|it| it.name.clone()).collect();
        let mut all = Vec::new();
        for name in templates {
            let mut further = context.template(name)?;
            // The names in a template are its own.
            further.retain(|attribute| {
                let kind = context.kind(&attribute.name);
                let may_be_many = matches!(kind, Ok(Kind::Kept { many: true, .. }));
                may_be_many || !attribute.is(Tag::NAME) && !given.contains(&attribute.name)
            });
            given.extend(further.iter().map(|it| it.name.clone()));
            all.extend(further);
        }
        all.extend(attributes);
        Self::of(context, all)
    }

    /// Parses the attributes of a request.
    pub(super) fn of(context: &Context<'_>, attributes: Vec<Attribute>) -> Result<Self, Failure> {
        let mut template = Self::default();
        for attribute in attributes {
            // The server says it; some clients do as well.
            if attribute.name != "Fresh" {
                template.take(context, attribute)?;
            }
        }
        if !template.dates.are_in_order() {
            let message = "The dates of the object are not in order.";
            return Err(context.reasons().invalid_value(message));
        }
        Ok(template)
    }

    fn take(&mut self, context: &Context<'_>, attribute: Attribute) -> Result<(), Failure> {
        let name = attribute.name.as_str();
        let wrong = || context.no_value(name);
        let is_first = match context.kind(name).map_err(as_field)? {
            Kind::Server => return Err(as_field(context.reasons().read_only(name))),
            Kind::Name => {
                let text = attribute.as_object_name().filter(|text| !text.is_empty());
                self.names.push(text.ok_or_else(wrong)?.to_owned());
                true
            }
            Kind::Fixed if attribute.is(Tag::CRYPTOGRAPHIC_ALGORITHM) => {
                let code = attribute.value.as_enumeration().ok_or_else(wrong)?;
                let algorithm = CryptographicAlgorithm::from_code(code);
                self.algorithm.replace(algorithm).is_none()
            }
            Kind::Fixed => {
                let bits = attribute.value.as_integer().ok_or_else(wrong)?;
                self.length.replace(bits).is_none()
            }
            Kind::UsageMask => {
                let mask = context.usage_mask(&attribute)?;
                self.usage_mask.replace(mask).is_none()
            }
            Kind::Date(field) => {
                let date = attribute.value.as_date_time().ok_or_else(wrong)?;
                field(&mut self.dates).replace(date).is_none()
            }
            Kind::Sensitive => {
                let value = boolean(&attribute).ok_or_else(wrong)?;
                self.sensitive.replace(value).is_none()
            }
            Kind::Extractable => {
                let value = boolean(&attribute).ok_or_else(wrong)?;
                self.extractable.replace(value).is_none()
            }
            Kind::Kept { value, .. } if !value.allows(&attribute.value) => return Err(wrong()),
            Kind::Kept { many, .. } => {
                let is_first = many || self.kept.iter().all(|it| it.name != name);
                self.kept.push(attribute);
                if is_first {
                    return Ok(());
                }
                return Err(invalid_field("An attribute occurs twice."));
            }
        };
        if is_first {
            Ok(())
        } else {
            Err(invalid_field(format!("{name} occurs twice.")))
        }
    }

    /// A Pre-Active object without material, in the first group of the app.
    pub(super) fn new_object(&self, context: &Context<'_>, id: String) -> KeyRow {
        KeyRow {
            id,
            group_id: context.app.home_group().to_owned(),
            object_type: ObjectType::SymmetricKey,
            state: State::PreActive,
            enabled: true,
            fresh: true,
            algorithm: self.algorithm,
            length: self.length,
            usage_mask: self.usage_mask.unwrap_or_default(),
            subtype: None,
            format: None,
            material: None,
            protection: self.protection(Protection::default()),
            dates: Dates::default(),
            reason: None,
            message: None,
            description: None,
            creator: format!("app:{}", context.app.id),
            imported: false,
            extra: KeyOps::APP_MANAGEABLE | context.app.adds,
            last_used: None,
        }
    }

    /// Adds a new object with its dates, names and attributes.
    pub(super) fn add(self, context: &mut Context<'_>, mut key: KeyRow) -> Result<(), Failure> {
        key.dates = Dates {
            initial: context.now,
            last_change: context.now,
            ..self.dates.clone()
        };
        context.touch(&key);
        context.require(Permissions::MANAGE, &key.group_id)?;
        let adds = context.tx.adds_of_group(&key.group_id);
        key.extra = key.extra | adds.map_err(internal)?;
        context.tx.insert_key(&key).map_err(internal)?;
        self.describe(context, &key)?;
        context.note_made(&key.id);
        context.placeholder = Placeholder::Object(key.id);
        Ok(())
    }

    /// Gives an object the names and attributes.
    pub(super) fn describe(&self, context: &Context<'_>, key: &KeyRow) -> Result<(), Failure> {
        for name in &self.names {
            let index = context.tx.add_key_name(key, name).map_err(internal)?;
            let index = index.ok_or_else(|| context.reasons().name_in_use(name))?;
            context.check_room("Name", index)?;
        }
        for attribute in &self.kept {
            let (name, value) = (&attribute.name, &attribute.value);
            let added = context.tx.add_attribute(&key.id, name, value);
            context.check_room(name, added.map_err(internal)?)?;
        }
        context.check_bytes(&key.id)
    }
}

impl Context<'_> {
    /// The attributes of the template of that name.
    fn template(&self, name: &str) -> Result<Vec<Attribute>, Failure> {
        let named = self.tx.keys_named(name).map_err(internal)?;
        let mut templates = named
            .into_iter()
            .filter(|key| key.object_type == ObjectType::Template && self.app.sees(&key.group_id));
        let found = templates.next().and_then(|key| {
            let sealed = key.material?;
            Some((key.id, sealed))
        });
        let Some((id, sealed)) = found else {
            let message = format!("There is no template {name}.");
            return Err(Failure::new(ResultReason::ItemNotFound, message));
        };
        let bytes = self.manager.master_key().unseal(&id, &sealed);
        let bytes = bytes.map_err(internal)?;
        let object = decode(&bytes, &Limits::default()).map_err(|error| malformed(&error))?;
        template_attributes(&object)
    }
}

/// The attributes that a template has (KMIP 1.4, section 2.2.6).
pub(super) fn template_attributes(object: &Item) -> Result<Vec<Attribute>, Failure> {
    let items = object.value.as_structure().unwrap_or_default().iter();
    let attributes = items.filter(|item| item.tag == Tag::ATTRIBUTE);
    let attributes = attributes.map(|item| Attribute::from_item(item.clone()));
    attributes
        .collect::<Result<_, _>>()
        .map_err(|error| malformed(&error))
}

fn boolean(attribute: &Attribute) -> Option<bool> {
    match attribute.value {
        Value::Boolean(value) => Some(value),
        _ => None,
    }
}

/// Of a new object nothing is denied: what it cannot have is a wrong field (KMIP 1.4, section 11.1).
fn as_field(mut failure: Failure) -> Failure {
    if failure.reason == ResultReason::PermissionDenied {
        failure.reason = ResultReason::InvalidField;
    }
    failure
}
