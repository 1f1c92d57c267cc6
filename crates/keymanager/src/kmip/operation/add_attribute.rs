//! Add Attribute (KMIP 1.4, section 4.14).

use kmip::operation::{AddAttributeRequest, AddAttributeResponse};
use kmip::{Attribute, Failure};

use super::context::Context;
use super::refusal::{internal, invalid_field};
use crate::kmip::attributes::Kind;
use crate::model::KeyRow;

impl Context<'_> {
    pub(super) fn add_attribute(
        &self,
        request: AddAttributeRequest,
    ) -> Result<AddAttributeResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let mut attribute = request.attribute;
        if attribute.index.is_some_and(|index| index != 0) {
            return Err(invalid_field("The server chooses the Attribute Index."));
        }
        attribute.index = self.add(&mut key, &attribute)?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(AddAttributeResponse::new(key.id, attribute))
    }

    /// Adds it; returns its index where there may be several of its name.
    fn add(&self, key: &mut KeyRow, attribute: &Attribute) -> Result<Option<i32>, Failure> {
        let name = attribute.name.as_str();
        match self.kind(name)? {
            Kind::Server => Err(self.reasons().read_only(name)),
            Kind::Name => {
                let text = attribute
                    .as_object_name()
                    .filter(|text| !text.is_empty())
                    .ok_or_else(|| self.no_value(name))?;
                let index = self
                    .tx
                    .add_key_name(key, text)
                    .map_err(internal)?
                    .ok_or_else(|| self.reasons().name_of_another(text))?;
                self.check_room(name, index)?;
                self.check_bytes(&key.id)?;
                Ok(Some(index))
            }
            Kind::Date(field) if field(&mut key.dates).is_none() => {
                self.set_date(key, attribute, field).map(|()| None)
            }
            Kind::Kept { value, many } => {
                if !value.allows(&attribute.value) {
                    return Err(self.no_value(name));
                }
                let there = self.tx.attributes_named(&key.id, name).map_err(internal)?;
                if !many && !there.is_empty() {
                    return Err(self.reasons().single_valued(name));
                }
                let index = self
                    .tx
                    .add_attribute(&key.id, name, &attribute.value)
                    .map_err(internal)?;
                self.check_room(name, index)?;
                self.check_bytes(&key.id)?;
                Ok(many.then_some(index))
            }
            _ => Err(self.reasons().single_valued(name)),
        }
    }
}
