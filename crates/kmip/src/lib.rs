//! KMIP, the Key Management Interoperability Protocol of OASIS: the TTLV wire format, messages both
//! ways, and a blocking client over TLS. Versions 1.0 to 1.4, 2.0 and 2.1.
//!
//! The codec does no I/O, never panics on any input, and takes no more than its limits. Items and
//! enumerations it does not know are kept, since servers and clients of later versions send them.

pub mod attribute;
pub mod client;
pub mod credential;
pub mod enums;
pub mod message;
pub mod object;
pub mod operation;
pub mod stream;
pub mod ttlv;
pub mod version;

pub use attribute::Attribute;
pub use credential::Credential;
pub use message::{
    Failure, RequestHeader, RequestItem, RequestMessage, ResponseItem, ResponseMessage,
};
pub use object::{KeyBlock, ManagedObject};
pub use version::ProtocolVersion;
