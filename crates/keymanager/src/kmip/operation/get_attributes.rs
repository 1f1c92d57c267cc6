//! Get Attributes and Get Attribute List (KMIP 1.4, sections 4.12 and 4.13).

use kmip::Failure;
use kmip::enums::ResultReason;
use kmip::operation::{
    GetAttributeListRequest, GetAttributeListResponse, GetAttributesRequest, GetAttributesResponse,
};

use super::context::Context;
use super::refusal::internal;

impl Context<'_> {
    /// The attributes asked for. A name that the object has no attribute of is ignored.
    pub(super) fn get_attributes(
        &self,
        request: GetAttributesRequest,
    ) -> Result<GetAttributesResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        let view = self.view(&key);
        let mut attributes = Vec::new();
        if request.names.is_empty() {
            attributes = view.all().map_err(internal)?;
        }
        for (place, name) in request.names.iter().enumerate() {
            if request.names[..place].contains(name) {
                let message = format!("{name} is asked for twice.");
                return Err(Failure::new(ResultReason::InvalidMessage, message));
            }
            attributes.extend(view.named(name).map_err(internal)?);
        }
        Ok(GetAttributesResponse::new(key.id, attributes))
    }

    /// The names of the attributes that the object has, each once.
    pub(super) fn get_attribute_list(
        &self,
        request: GetAttributeListRequest,
    ) -> Result<GetAttributeListResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        let attributes = self.view(&key).all().map_err(internal)?;
        let mut names: Vec<String> = attributes.into_iter().map(|it| it.name).collect();
        // Those of one name are next to each other.
        names.dedup();
        Ok(GetAttributeListResponse::new(key.id, names))
    }
}
