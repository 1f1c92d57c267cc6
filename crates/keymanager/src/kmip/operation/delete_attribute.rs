//! Delete Attribute (KMIP 1.4, section 4.16).

use kmip::Failure;
use kmip::enums::ResultReason;
use kmip::operation::{DeleteAttributeRequest, DeleteAttributeResponse};

use super::context::Context;
use super::refusal::internal;
use crate::kmip::attributes::Kind;

impl Context<'_> {
    pub(super) fn delete_attribute(
        &self,
        request: DeleteAttributeRequest,
    ) -> Result<DeleteAttributeResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        let name = request.name.as_str();
        let kind = self.kind(name)?;
        if matches!(kind, Kind::Server) {
            return Err(self.reasons().read_only(name));
        }
        let old = self.instance(&key, name, request.index, request.value.as_ref())?;
        let index = old.index.unwrap_or(0);
        match kind {
            Kind::Name => self.tx.delete_key_name(&key, index).map_err(internal)?,
            Kind::Kept { .. } => self
                .tx
                .delete_attribute(&key.id, name, index)
                .map_err(internal)?,
            _ => {
                let message = format!("{name} cannot be deleted.");
                return Err(Failure::new(ResultReason::PermissionDenied, message));
            }
        }
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(DeleteAttributeResponse::new(key.id, old))
    }
}
