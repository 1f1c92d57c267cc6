//! KMIP, the Key Management Interoperability Protocol of OASIS: the TTLV wire format, messages both
//! ways, and a blocking client over TLS. Versions 1.0 to 1.4, 2.0 and 2.1.
//!
//! From the bottom up:
//!
//! - [`ttlv`]: items of tag, type, length and value, read and written. No I/O; any bytes can be read:
//!   they give an item or an error, never a panic, and take no more memory than a small multiple of
//!   themselves, within [`Limits`](ttlv::Limits).
//! - [`enums`]: the enumerations, which keep numbers that they do not know.
//! - [`attribute`], [`object`], [`credential`]: what messages carry.
//! - [`operation`]: a request and an answer for each operation; those of others are kept as they came.
//! - [`message`]: header and batch. A message is written as its [`ProtocolVersion`] wants it: from 2.0
//!   attributes are items of their own. What its version does not have yet is told before a request is
//!   sent, and left out of an answer.
//! - [`client`]: a session with a server.
//! - [`stream`]: a TCP stream on which everything ends at a deadline, for clients and servers.
//!
//! Items and enumerations that are not known here are tolerated and kept, since servers and clients of
//! later versions send them. Keys and passwords are overwritten when they are freed, and never shown.
//!
//! ```
//! use kmip::operation::{CreateRequest, RequestPayload};
//! use kmip::enums::{CryptographicAlgorithm, ObjectType, UsageMask};
//! use kmip::ttlv::Limits;
//! use kmip::{Attribute, ProtocolVersion, RequestMessage};
//!
//! let create = CreateRequest {
//!     object_type: ObjectType::SymmetricKey,
//!     attributes: vec![
//!         Attribute::algorithm(CryptographicAlgorithm::Aes),
//!         Attribute::length(256),
//!         Attribute::usage_mask(UsageMask::ENCRYPT | UsageMask::DECRYPT),
//!     ],
//! };
//! let request = RequestMessage::single(ProtocolVersion::V1_4, create.into());
//! let bytes = request.encode();
//! assert_eq!(RequestMessage::decode(&bytes, &Limits::default())?, request);
//! # Ok::<(), kmip::ttlv::DecodeError>(())
//! ```

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
