//! The list of the operations: what can be asked, and what can come of it.

use std::any::Any;

use super::payload::{Payload, UnknownPayload};
use super::{
    ActivateRequest, ActivateResponse, AddAttributeRequest, AddAttributeResponse, CreateRequest,
    CreateResponse, DeleteAttributeRequest, DeleteAttributeResponse, DestroyRequest,
    DestroyResponse, DiscoverVersionsRequest, DiscoverVersionsResponse, GetAttributeListRequest,
    GetAttributeListResponse, GetAttributesRequest, GetAttributesResponse, GetRequest, GetResponse,
    LocateRequest, LocateResponse, ModifyAttributeRequest, ModifyAttributeResponse, QueryRequest,
    QueryResponse, ReKeyRequest, ReKeyResponse, RegisterRequest, RegisterResponse, RevokeRequest,
    RevokeResponse,
};
use crate::enums::Operation;
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// A request of an operation, and the type of its response.
pub trait Request: Payload + Into<RequestPayload> {
    /// The operation.
    const OPERATION: Operation;
    /// What a server responds with.
    type Response: Payload + 'static;
}

/// The payloads of one direction: a variant for each operation, and one for those that are unknown.
macro_rules! payloads {
    ($(#[$doc:meta])* $payload:ident { $($name:ident($fields:ident),)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $payload {
            $(
                #[doc = stringify!($name)]
                $name($fields),
            )*
            /// An operation that this crate does not know.
            Unknown(UnknownPayload),
        }

        impl $payload {
            /// The operation.
            #[must_use]
            pub fn operation(&self) -> Operation {
                match self {
                    $(Self::$name(_) => Operation::$name,)*
                    Self::Unknown(unknown) => unknown.operation,
                }
            }

            /// Its fields, as `version` writes them.
            #[must_use]
            pub fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
                match self {
                    $(Self::$name(payload) => payload.to_fields(version),)*
                    Self::Unknown(unknown) => unknown.fields.clone(),
                }
            }

            /// Reads the fields of `operation`.
            ///
            /// # Errors
            /// When a field is missing or of the wrong type.
            pub fn from_fields(
                operation: Operation,
                fields: Fields,
                version: ProtocolVersion,
            ) -> Result<Self, DecodeError> {
                Ok(match operation {
                    $(Operation::$name => Self::$name($fields::from_fields(fields, version)?),)*
                    _ => Self::Unknown(UnknownPayload { operation, fields: fields.rest() }),
                })
            }
        }

        $(
            impl From<$fields> for $payload {
                fn from(payload: $fields) -> Self {
                    Self::$name(payload)
                }
            }
        )*
    };
}

macro_rules! operations {
    ($($name:ident: $request:ident, $response:ident;)*) => {
        payloads! {
            /// What a batch item asks for.
            RequestPayload { $($name($request),)* }
        }

        payloads! {
            /// What came of a batch item.
            ResponsePayload { $($name($response),)* }
        }

        $(
            impl Request for $request {
                const OPERATION: Operation = Operation::$name;
                type Response = $response;
            }
        )*

        impl ResponsePayload {
            /// The response to a request `R`.
            ///
            /// # Errors
            /// The payload as it is, when it is of another operation.
            pub fn response_to<R: Request>(self) -> Result<R::Response, Self> {
                match self {
                    $(Self::$name(payload) => cast(payload).map_err(Self::$name),)*
                    unknown => Err(unknown),
                }
            }
        }
    };
}

/// The value as a `T`, when that is its type.
fn cast<S: 'static, T: 'static>(value: S) -> Result<T, S> {
    let mut value = Some(value);
    let same = (&mut value as &mut dyn Any).downcast_mut::<Option<T>>();
    match same.and_then(Option::take) {
        Some(same) => Ok(same),
        None => Err(value.expect("it is not taken")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_known_by_its_operation() {
        let payload = ResponsePayload::from(ActivateResponse::new("17"));
        let other = payload.clone().response_to::<DestroyRequest>();
        assert_eq!(other.unwrap_err(), payload);
        let response = payload.response_to::<ActivateRequest>();
        assert_eq!(response.unwrap().unique_identifier, "17");
        let unknown = UnknownPayload {
            operation: Operation::Activate,
            fields: Vec::new(),
        };
        let unknown = ResponsePayload::Unknown(unknown);
        assert!(unknown.response_to::<ActivateRequest>().is_err());
    }
}
