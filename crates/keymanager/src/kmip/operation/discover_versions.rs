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
        let latest = self.faults.latest_version();
        versions.retain(|version| {
            version.is_supported() && latest.is_none_or(|latest| *version <= latest)
        });
        Ok(DiscoverVersionsResponse::new(versions))
    }
}
