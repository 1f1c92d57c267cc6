//! Activate: a key becomes Active (KMIP 1.4, section 4.19).

use super::{Payload, id_fields, optional_id, required_id};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivateRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
}

/// Which object it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivateResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
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
