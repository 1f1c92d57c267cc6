//! The client's reading of responses.

use kmip::exchange::read_response;
use kmip::operation::{
    ActivateRequest, AddAttributeRequest, CreateRequest, DestroyRequest, DiscoverVersionsRequest,
    GetAttributesRequest, GetRequest, LocateRequest, QueryRequest, RevokeRequest,
};
use kmip::ttlv::Limits;
use kmip::{ProtocolVersion, ResponseMessage};

/// Any response to any request gives a payload of that operation, or an error that fits in one line of
/// bounded length.
pub fn response(bytes: &[u8]) {
    // With the batch item ID that is in it, so that more than the first check is reached.
    let response = ResponseMessage::decode(bytes, &Limits::default());
    let first = response
        .ok()
        .and_then(|response| response.items.into_iter().next());
    let id = first.and_then(|item| item.id).unwrap_or_default();
    for version in [
        ProtocolVersion::V1_0,
        ProtocolVersion::V1_4,
        ProtocolVersion::V2_1,
    ] {
        macro_rules! read {
            ($($request:ty),+ $(,)?) => {
                $(if let Err(cause) = read_response::<$request>(bytes, &id, version) {
                    crate::line::check(&cause);
                })+
            };
        }
        read![
            ActivateRequest,
            AddAttributeRequest,
            CreateRequest,
            DestroyRequest,
            DiscoverVersionsRequest,
            GetAttributesRequest,
            GetRequest,
            LocateRequest,
            QueryRequest,
            RevokeRequest,
        ];
    }
}
