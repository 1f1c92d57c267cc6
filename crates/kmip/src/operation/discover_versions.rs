//! Discover Versions: which versions a server speaks (KMIP 1.4, section 4.26; from 1.1).

use super::payload::Payload;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// The versions that the client supports, in order of preference; an empty list asks for all of the
/// server's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoverVersionsRequest {
    /// The versions.
    pub versions: Vec<ProtocolVersion>,
}

impl DiscoverVersionsRequest {
    /// A request with the versions that the client supports, in order of preference.
    #[must_use]
    pub fn new(versions: Vec<ProtocolVersion>) -> Self {
        Self { versions }
    }
}

/// The versions that both sides support, in order of preference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoverVersionsResponse {
    /// The versions.
    pub versions: Vec<ProtocolVersion>,
}

impl DiscoverVersionsResponse {
    /// A response with the versions that both sides support, in order of preference.
    #[must_use]
    pub fn new(versions: Vec<ProtocolVersion>) -> Self {
        Self { versions }
    }
}

impl Payload for DiscoverVersionsRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        self.versions
            .iter()
            .map(|version| version.to_item())
            .collect()
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            versions: take_versions(&mut fields)?,
        })
    }
}

impl Payload for DiscoverVersionsResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        self.versions
            .iter()
            .map(|version| version.to_item())
            .collect()
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            versions: take_versions(&mut fields)?,
        })
    }
}

fn take_versions(fields: &mut Fields) -> Result<Vec<ProtocolVersion>, DecodeError> {
    let items = fields.all(Tag::PROTOCOL_VERSION).into_iter();
    items.map(ProtocolVersion::from_item).collect()
}
