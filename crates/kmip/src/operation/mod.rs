//! The operations, one file each: what a request and its response carry (KMIP 1.4, section 4).

mod activate;
mod add_attribute;
mod attribute_field;
mod create;
mod delete_attribute;
mod destroy;
mod discover_versions;
mod get;
mod get_attribute_list;
mod get_attributes;
mod list;
mod locate;
mod modify_attribute;
mod payload;
mod query;
mod re_key;
mod register;
mod revoke;

pub use activate::{ActivateRequest, ActivateResponse};
pub use add_attribute::{AddAttributeRequest, AddAttributeResponse};
pub use create::{CreateRequest, CreateResponse};
pub use delete_attribute::{DeleteAttributeRequest, DeleteAttributeResponse};
pub use destroy::{DestroyRequest, DestroyResponse};
pub use discover_versions::{DiscoverVersionsRequest, DiscoverVersionsResponse};
pub use get::{GetRequest, GetResponse};
pub use get_attribute_list::{GetAttributeListRequest, GetAttributeListResponse};
pub use get_attributes::{GetAttributesRequest, GetAttributesResponse};
pub use list::{Request, RequestPayload, ResponsePayload};
pub use locate::{LocateRequest, LocateResponse};
pub use modify_attribute::{ModifyAttributeRequest, ModifyAttributeResponse};
pub use payload::{Payload, UnknownPayload};
pub use query::{QueryRequest, QueryResponse};
pub use re_key::{ReKeyRequest, ReKeyResponse};
pub use register::{RegisterRequest, RegisterResponse};
pub use revoke::{RevokeRequest, RevokeResponse};
