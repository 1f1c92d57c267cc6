//! Activate: a key becomes Active (KMIP 1.4, section 4.19).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivateRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
}

impl ActivateRequest {
    /// A request that activates the object of that Unique Identifier, or of the ID Placeholder without one.
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
pub struct ActivateResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl ActivateResponse {
    /// The response about the object of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for ActivateRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(self.unique_identifier.as_ref())
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
        })
    }
}

impl Payload for ActivateResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(Some(&self.unique_identifier))
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
        })
    }
}
