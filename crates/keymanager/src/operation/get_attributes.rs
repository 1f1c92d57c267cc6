//! Get Attributes and Get Attribute List (KMIP 1.4, sections 4.12 and 4.13).

use pure_kmip::operation::{
    GetAttributeListRequest, GetAttributeListResponse, GetAttributesRequest, GetAttributesResponse,
};
use pure_kmip::{Attribute, Failure};

use super::{Context, internal};
use crate::attributes;
use crate::model::KeyRow;

impl Context<'_> {
    /// The attributes asked for. A name that the object has no attribute of is passed over.
    pub(super) fn get_attributes(
        &mut self,
        request: GetAttributesRequest,
    ) -> Result<GetAttributesResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        let mut attributes = self.attributes(&key)?;
        if !request.names.is_empty() {
            attributes.retain(|attribute| request.names.contains(&attribute.name));
        }
        Ok(GetAttributesResponse {
            unique_identifier: key.id,
            attributes,
        })
    }

    /// The names of the attributes that the object has, each once.
    pub(super) fn get_attribute_list(
        &mut self,
        request: GetAttributeListRequest,
    ) -> Result<GetAttributeListResponse, Failure> {
        let key = self.object(request.unique_identifier)?;
        let mut names: Vec<String> = self
            .attributes(&key)?
            .into_iter()
            .map(|attribute| attribute.name)
            .collect();
        names.dedup();
        Ok(GetAttributeListResponse {
            unique_identifier: key.id,
            names,
        })
    }

    pub(super) fn attributes(&self, key: &KeyRow) -> Result<Vec<Attribute>, Failure> {
        attributes::all(self.db, key, self.now, self.version).map_err(internal)
    }
}
