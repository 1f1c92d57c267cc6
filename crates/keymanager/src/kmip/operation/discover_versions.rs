//! Discover Versions (KMIP 1.4, section 4.26).

use pure_kmip::ProtocolVersion;
use pure_kmip::operation::{DiscoverVersionsRequest, DiscoverVersionsResponse};

/// The versions of the client that are spoken here, in the client's order; all when it names none.
pub(super) fn discover_versions(request: DiscoverVersionsRequest) -> DiscoverVersionsResponse {
    let mut versions = request.versions;
    if versions.is_empty() {
        versions = ProtocolVersion::SUPPORTED.to_vec();
    }
    versions.retain(|version| version.is_supported());
    DiscoverVersionsResponse::new(versions)
}
