//! Discover Versions (KMIP 1.4, section 4.26).

use kmip::operation::{DiscoverVersionsRequest, DiscoverVersionsResponse};
use kmip::{Failure, ProtocolVersion};

use super::context::Context;

impl Context<'_> {
    /// The versions of the client that are supported here, in the client's order; all when it names
    /// none.
    pub(super) fn discover_versions(
        &self,
        request: DiscoverVersionsRequest,
    ) -> Result<DiscoverVersionsResponse, Failure> {
        let mut versions = request.versions;
        if versions.is_empty() {
            versions = ProtocolVersion::SUPPORTED.to_vec();
        }
        versions.retain(|version| version.is_supported());
        Ok(DiscoverVersionsResponse::new(versions))
    }
}
