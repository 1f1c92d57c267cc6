//! Add, Modify and Delete Attribute (KMIP 1.4, sections 4.14 to 4.16).

use pure_kmip::enums::{ResultReason, State, UsageMask};
use pure_kmip::operation::{
    AddAttributeRequest, AddAttributeResponse, DeleteAttributeRequest, DeleteAttributeResponse,
    ModifyAttributeRequest, ModifyAttributeResponse,
};
use pure_kmip::ttlv::Tag;
use pure_kmip::{Attribute, Failure};
use rusqlite::params;

use super::template::{date_field, is_read_only};
use super::{Context, internal, invalid_field};
use crate::attributes::{add_other, delete_other, named, write_other};
use crate::model::{KeyRow, names_of, update};

impl Context<'_> {
    pub(super) fn add_attribute(
        &mut self,
        request: AddAttributeRequest,
    ) -> Result<AddAttributeResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let mut attribute = request.attribute;
        self.check_changeable(&key, &attribute.name)?;
        if attribute.is(Tag::NAME) {
            let name = attribute
                .as_object_name()
                .ok_or_else(|| no_value(&attribute))?;
            self.name(&key, name)?;
            let count = names_of(self.db, &key.id).map_err(internal)?.len();
            attribute.index = i32::try_from(count - 1).ok();
        } else if let Some(field) = date_field(&attribute.name) {
            let date = attribute
                .value
                .as_date_time()
                .ok_or_else(|| no_value(&attribute))?;
            if field(&mut key.dates).replace(date).is_some() {
                let message = format!("{} has one value only.", attribute.name);
                return Err(Failure::new(ResultReason::IllegalOperation, message));
            }
        } else if is_of_the_key(&attribute) {
            let message = format!("{} has one value only.", attribute.name);
            return Err(Failure::new(ResultReason::IllegalOperation, message));
        } else {
            let position = add_other(self.db, &key.id, &attribute).map_err(internal)?;
            attribute.index = Some(position);
        }
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(AddAttributeResponse {
            unique_identifier: key.id,
            attribute: Some(attribute),
        })
    }

    pub(super) fn modify_attribute(
        &mut self,
        request: ModifyAttributeRequest,
    ) -> Result<ModifyAttributeResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let attribute = request.attribute;
        self.check_changeable(&key, &attribute.name)?;
        let existing = self.attributes(&key)?;
        let index = attribute.index.unwrap_or(0);
        let exists = existing
            .iter()
            .any(|known| known.name == attribute.name && known.index.unwrap_or(0) == index);
        if !exists {
            return Err(not_found(&attribute.name));
        }
        if attribute.is(Tag::NAME) {
            let name = attribute
                .as_object_name()
                .ok_or_else(|| no_value(&attribute))?;
            self.rename(&key, index, name)?;
        } else if attribute.is(Tag::CRYPTOGRAPHIC_USAGE_MASK) {
            let bits = attribute
                .value
                .as_integer()
                .ok_or_else(|| no_value(&attribute))?;
            key.usage_mask = UsageMask::from_bits(bits);
        } else if let Some(field) = date_field(&attribute.name) {
            let date = attribute
                .value
                .as_date_time()
                .ok_or_else(|| no_value(&attribute))?;
            *field(&mut key.dates) = Some(date);
        } else if is_of_the_key(&attribute) {
            return Err(read_only(&attribute.name));
        } else {
            write_other(self.db, &key.id, &attribute, index).map_err(internal)?;
        }
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(ModifyAttributeResponse {
            unique_identifier: key.id,
            attribute: Some(attribute),
        })
    }

    pub(super) fn delete_attribute(
        &mut self,
        request: DeleteAttributeRequest,
    ) -> Result<DeleteAttributeResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        self.check_changeable(&key, &request.name)?;
        let index = request.index.unwrap_or(0);
        let existing = self.attributes(&key)?;
        let attribute = existing
            .into_iter()
            .find(|known| known.name == request.name && known.index.unwrap_or(0) == index)
            .ok_or_else(|| not_found(&request.name))?;
        if attribute.is(Tag::NAME) {
            let name = attribute.as_object_name().unwrap_or_default();
            let delete = "DELETE FROM key_name WHERE key = ?1 AND name = ?2";
            self.db
                .execute(delete, params![key.id, name])
                .map_err(internal)?;
        } else if !delete_other(self.db, &key.id, &request.name, index).map_err(internal)? {
            let message = format!("{} cannot be deleted.", request.name);
            return Err(Failure::new(ResultReason::PermissionDenied, message));
        }
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(DeleteAttributeResponse {
            unique_identifier: key.id,
            attribute: Some(attribute),
        })
    }

    /// Whether a client may change that attribute of the object in its state.
    fn check_changeable(&self, key: &KeyRow, name: &str) -> Result<(), Failure> {
        if is_read_only(name) {
            return Err(read_only(name));
        }
        let late = matches!(name, "Activation Date" | "Process Start Date");
        if late && self.state(key) != State::PreActive {
            return Err(self.wrong_state(format!("{name} can be set before activation only.")));
        }
        let ended = !matches!(self.state(key), State::PreActive | State::Active);
        if ended && matches!(name, "Deactivation Date" | "Protect Stop Date") {
            return Err(self.wrong_state(format!("{name} can no longer be set.")));
        }
        Ok(())
    }

    fn rename(&self, key: &KeyRow, index: i32, name: &str) -> Result<(), Failure> {
        let owner = named(self.db, &key.group_id, name).map_err(internal)?;
        if owner.is_some_and(|owner| owner != key.id) {
            return Err(invalid_field(format!("Name {name} is in use.")));
        }
        let names = names_of(self.db, &key.id).map_err(internal)?;
        let old = usize::try_from(index)
            .ok()
            .and_then(|index| names.get(index));
        let old = old.ok_or_else(|| not_found("Name"))?;
        let rename = "UPDATE key_name SET name = ?3 WHERE key = ?1 AND name = ?2";
        self.db
            .execute(rename, params![key.id, old, name])
            .map_err(internal)?;
        Ok(())
    }
}

/// Whether the attribute follows from the key itself.
fn is_of_the_key(attribute: &Attribute) -> bool {
    [
        Tag::CRYPTOGRAPHIC_ALGORITHM,
        Tag::CRYPTOGRAPHIC_LENGTH,
        Tag::CRYPTOGRAPHIC_USAGE_MASK,
    ]
    .into_iter()
    .any(|tag| attribute.is(tag))
}

fn no_value(attribute: &Attribute) -> Failure {
    invalid_field(format!("{} has no valid value.", attribute.name))
}

fn not_found(name: &str) -> Failure {
    Failure::new(
        ResultReason::ItemNotFound,
        format!("The object has no such {name}."),
    )
}

fn read_only(name: &str) -> Failure {
    let message = format!("{name} is set by the server only.");
    Failure::new(ResultReason::PermissionDenied, message)
}
