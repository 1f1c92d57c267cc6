//! Destroy: the material of an object is gone for good (KMIP 1.4, section 4.21).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DestroyRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
}

impl DestroyRequest {
    /// A request that destroys the object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

/// Which object it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DestroyResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl DestroyResponse {
    /// The response about the object of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for DestroyRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(self.unique_identifier.as_ref())
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
        })
    }
}

impl Payload for DestroyResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(Some(&self.unique_identifier))
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
        })
    }
}
