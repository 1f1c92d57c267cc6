//! Modify Attribute (KMIP 1.4, section 4.15).

use kmip::enums::ResultReason;
use kmip::operation::{ModifyAttributeRequest, ModifyAttributeResponse};
use kmip::{Attribute, Failure};

use super::context::Context;
use super::refusal::{internal, invalid_field};
use crate::kmip::attributes::Kind;
use crate::model::KeyRow;

impl Context<'_> {
    pub(super) fn modify_attribute(
        &self,
        request: ModifyAttributeRequest,
    ) -> Result<ModifyAttributeResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let mut attribute = request.attribute;
        let current = request.current;
        if current
            .as_ref()
            .is_some_and(|current| current.name != attribute.name)
        {
            let message = "Current Attribute and New Attribute are different attributes.";
            return Err(invalid_field(message));
        }
        let kind = self.kind(&attribute.name)?;
        if matches!(kind, Kind::Server | Kind::Fixed) {
            return Err(self.reasons().read_only(&attribute.name));
        }
        let value = current.map(|current| current.value);
        let old = self
            .instance(&key, &attribute.name, attribute.index, value.as_ref())
            .map_err(|failure| self.not_there(failure))?;
        attribute.index = old.index;
        self.modify(&mut key, kind, &attribute)?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(ModifyAttributeResponse::new(key.id, attribute))
    }

    /// Gives the instance of that index the new value.
    pub(super) fn modify(
        &self,
        key: &mut KeyRow,
        kind: Kind,
        attribute: &Attribute,
    ) -> Result<(), Failure> {
        let name = attribute.name.as_str();
        let index = attribute.index.unwrap_or(0);
        match kind {
            Kind::Server | Kind::Fixed => return Err(self.reasons().read_only(name)),
            Kind::Name => {
                let text = attribute
                    .as_object_name()
                    .filter(|text| !text.is_empty())
                    .ok_or_else(|| self.no_value(name))?;
                if !self.tx.rename_key(key, index, text).map_err(internal)? {
                    return Err(self.reasons().name_of_another(text));
                }
                self.check_bytes(&key.id)?;
            }
            Kind::UsageMask => key.usage_mask = self.usage_mask(attribute)?,
            Kind::Date(field) => self.set_date(key, attribute, field)?,
            Kind::Sensitive => self.set_sensitive(key, attribute)?,
            Kind::Extractable => self.set_extractable(key, attribute)?,
            Kind::Kept { value, .. } => {
                if !value.allows(&attribute.value) {
                    return Err(self.no_value(name));
                }
                self.tx
                    .set_attribute(&key.id, name, index, &attribute.value)
                    .map_err(internal)?;
                self.check_bytes(&key.id)?;
            }
        }
        Ok(())
    }

    /// What is not there has to be added first (section 11.15).
    fn not_there(&self, mut failure: Failure) -> Failure {
        if !self.version.has_tagged_attributes() {
            failure.reason = ResultReason::InvalidField;
        }
        failure
    }
}
