//! KMIP, the Key Management Interoperability Protocol of OASIS, for clients and servers: the TTLV wire
//! format, requests and responses, each encoded and decoded, and a blocking client over TLS. Versions
//! 1.0 to 1.4, 2.0 and 2.1.
//!
//! From the bottom up:
//!
//! - [`ttlv`]: items of tag, type, length and value, read and written. No I/O; any bytes can be read:
//!   they give an item or an error, never a panic, and take no more memory than a small multiple of
//!   themselves, within [`Limits`](ttlv::Limits).
//! - [`enums`]: the enumerations, which keep numbers that they do not know.
//! - [`attribute`], [`object`], [`credential`]: what messages carry.
//! - [`operation`]: a request and a response for each operation; those of others are kept as they came.
//! - [`message`]: header and batch. A message is written as its [`ProtocolVersion`] wants it: from 2.0
//!   attributes are items of their own. A request that its version does not have yet is refused before
//!   it is sent; what it does not have is left out of a response.
//! - [`exchange`]: one request and its response without I/O, for a transport of the caller's own.
//! - [`client`]: a session with a server, over a transport of this crate's.
//! - [`stream`]: a TCP stream on which everything ends at a deadline, for clients and servers.
//!
//! The feature `client`, which is on by default, brings [`client`] and with it rustls. Without it the
//! crate is codec and [`exchange`] only, and depends on neither TLS nor cryptography.
//!
//! Types that may grow with the standard are `#[non_exhaustive]`: make them by their constructors, and
//! match with a last arm for the rest.
//!
//! Items and enumerations that are not known here are tolerated and kept, since servers and clients of
//! later versions send them. Keys and passwords are overwritten when they are freed, and never shown.
//!
//! ```
//! use kmip::operation::CreateRequest;
//! use kmip::enums::{CryptographicAlgorithm, ObjectType, UsageMask};
//! use kmip::ttlv::Limits;
//! use kmip::{Attribute, ProtocolVersion, RequestMessage};
//!
//! let attributes = vec![
//!     Attribute::algorithm(CryptographicAlgorithm::Aes),
//!     Attribute::length(256),
//!     Attribute::usage_mask(UsageMask::ENCRYPT | UsageMask::DECRYPT),
//! ];
//! let create = CreateRequest::new(ObjectType::SymmetricKey, attributes);
//! let request = RequestMessage::single(ProtocolVersion::V1_4, create.into());
//! let bytes = request.encode();
//! assert_eq!(RequestMessage::decode(&bytes, &Limits::default())?, request);
//! # Ok::<(), kmip::ttlv::DecodeError>(())
//! ```

#![warn(clippy::must_use_candidate)]

pub mod attribute;
#[cfg(feature = "client")]
pub mod client;
pub mod credential;
pub mod enums;
pub mod exchange;
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

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
