//! The operations, one file each: what a request and its answer carry (KMIP 1.4, section 4).

mod activate;
mod add_attribute;
mod create;
mod delete_attribute;
mod destroy;
mod discover_versions;
mod get;
mod get_attribute_list;
mod get_attributes;
mod locate;
mod modify_attribute;
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
pub use locate::{LocateRequest, LocateResponse};
pub use modify_attribute::{ModifyAttributeRequest, ModifyAttributeResponse};
pub use query::{QueryRequest, QueryResponse};
pub use re_key::{ReKeyRequest, ReKeyResponse};
pub use register::{RegisterRequest, RegisterResponse};
pub use revoke::{RevokeRequest, RevokeResponse};

use crate::enums::Operation;
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// What a batch item carries: fields, as a version of the protocol writes them.
pub trait Payload: Sized {
    /// The fields, in the order of the standard.
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item>;

    /// From the fields. Unknown ones are tolerated.
    ///
    /// # Errors
    /// When a field is missing or of the wrong type.
    fn from_fields(fields: Fields, version: ProtocolVersion) -> Result<Self, DecodeError>;
}

/// A request of an operation, and the type of its answer.
pub trait Request: Payload + Into<RequestPayload> {
    /// The operation.
    const OPERATION: Operation;
    /// What a server answers.
    type Response: Payload + TryFrom<ResponsePayload>;
}

/// The fields of an operation that is not known here, as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPayload {
    /// The operation.
    pub operation: Operation,
    /// Its fields.
    pub fields: Vec<Item>,
}

macro_rules! operations {
    ($($name:ident: $request:ident, $response:ident;)*) => {
        /// What is asked for.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum RequestPayload {
            $(
                #[doc = stringify!($name)]
                $name($request),
            )*
            /// An operation that is not known here.
            Unknown(UnknownPayload),
        }

        impl RequestPayload {
            /// The operation.
            pub fn operation(&self) -> Operation {
                match self {
                    $(Self::$name(_) => Operation::$name,)*
                    Self::Unknown(unknown) => unknown.operation,
                }
            }

            /// Its fields.
            pub fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
                match self {
                    $(Self::$name(payload) => payload.to_fields(version),)*
                    Self::Unknown(unknown) => unknown.fields.clone(),
                }
            }

            /// From its fields.
            ///
            /// # Errors
            /// When a field is missing or of the wrong type.
            pub fn from_fields(
                operation: Operation,
                fields: Fields,
                version: ProtocolVersion,
            ) -> Result<Self, DecodeError> {
                Ok(match operation {
                    $(Operation::$name => Self::$name($request::from_fields(fields, version)?),)*
                    _ => Self::Unknown(UnknownPayload { operation, fields: fields.rest() }),
                })
            }
        }

        /// What came out.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum ResponsePayload {
            $(
                #[doc = stringify!($name)]
                $name($response),
            )*
            /// An operation that is not known here.
            Unknown(UnknownPayload),
        }

        impl ResponsePayload {
            /// The operation.
            pub fn operation(&self) -> Operation {
                match self {
                    $(Self::$name(_) => Operation::$name,)*
                    Self::Unknown(unknown) => unknown.operation,
                }
            }

            /// Its fields.
            pub fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
                match self {
                    $(Self::$name(payload) => payload.to_fields(version),)*
                    Self::Unknown(unknown) => unknown.fields.clone(),
                }
            }

            /// From its fields.
            ///
            /// # Errors
            /// When a field is missing or of the wrong type.
            pub fn from_fields(
                operation: Operation,
                fields: Fields,
                version: ProtocolVersion,
            ) -> Result<Self, DecodeError> {
                Ok(match operation {
                    $(Operation::$name => Self::$name($response::from_fields(fields, version)?),)*
                    _ => Self::Unknown(UnknownPayload { operation, fields: fields.rest() }),
                })
            }
        }

        $(
            impl Request for $request {
                const OPERATION: Operation = Operation::$name;
                type Response = $response;
            }

            impl From<$request> for RequestPayload {
                fn from(payload: $request) -> Self {
                    Self::$name(payload)
                }
            }

            impl From<$response> for ResponsePayload {
                fn from(payload: $response) -> Self {
                    Self::$name(payload)
                }
            }

            impl TryFrom<ResponsePayload> for $response {
                type Error = ResponsePayload;

                fn try_from(payload: ResponsePayload) -> Result<Self, ResponsePayload> {
                    match payload {
                        ResponsePayload::$name(payload) => Ok(payload),
                        other => Err(other),
                    }
                }
            }
        )*
    };
}

operations! {
    Create: CreateRequest, CreateResponse;
    Register: RegisterRequest, RegisterResponse;
    ReKey: ReKeyRequest, ReKeyResponse;
    Locate: LocateRequest, LocateResponse;
    Get: GetRequest, GetResponse;
    GetAttributes: GetAttributesRequest, GetAttributesResponse;
    GetAttributeList: GetAttributeListRequest, GetAttributeListResponse;
    AddAttribute: AddAttributeRequest, AddAttributeResponse;
    ModifyAttribute: ModifyAttributeRequest, ModifyAttributeResponse;
    DeleteAttribute: DeleteAttributeRequest, DeleteAttributeResponse;
    Activate: ActivateRequest, ActivateResponse;
    Revoke: RevokeRequest, RevokeResponse;
    Destroy: DestroyRequest, DestroyResponse;
    Query: QueryRequest, QueryResponse;
    DiscoverVersions: DiscoverVersionsRequest, DiscoverVersionsResponse;
}

/// The Unique Identifier of a request; none for the ID Placeholder, which is meant when it is left out
/// (KMIP 1.4, section 4), and which has a number of its own from 2.0.
fn optional_id(fields: &mut Fields) -> Result<Option<String>, DecodeError> {
    const ID_PLACEHOLDER: u32 = 1;
    match fields.item(Tag::UNIQUE_IDENTIFIER).map(|item| item.value) {
        None | Some(Value::Enumeration(ID_PLACEHOLDER)) => Ok(None),
        Some(Value::TextString(id)) => Ok(Some(id)),
        // What an earlier operation of another kind has left: only the placeholder is kept.
        Some(Value::Enumeration(_)) => Err(DecodeError::InvalidValue(Tag::UNIQUE_IDENTIFIER)),
        Some(_) => Err(DecodeError::WrongType(Tag::UNIQUE_IDENTIFIER)),
    }
}

/// The Unique Identifier of an answer, which has to be there.
fn required_id(fields: &mut Fields) -> Result<String, DecodeError> {
    fields
        .text(Tag::UNIQUE_IDENTIFIER)?
        .ok_or_else(|| fields.missing(Tag::UNIQUE_IDENTIFIER))
}

/// The Unique Identifier of a request, which may be left out for the ID Placeholder.
fn id_fields(id: Option<&String>) -> Vec<Item> {
    id.map(|id| Item::text(Tag::UNIQUE_IDENTIFIER, id.as_str()))
        .into_iter()
        .collect()
}
