//! Requests and their responses, without any I/O: for clients that bring their own transport, such as
//! an asynchronous one. The blocking client of this crate is built on it.
//!
//! ```
//! use kmip::exchange::Exchange;
//! use kmip::operation::{ActivateRequest, ActivateResponse};
//! use kmip::{ProtocolVersion, RequestMessage, ResponseItem, ResponseMessage};
//!
//! let request = ActivateRequest::new("17".to_owned());
//! let mut exchange = Exchange::new(request, b"1", ProtocolVersion::V1_4)?;
//!
//! // What the transport does: write the request, and read as many bytes as are missing.
//! let mut incoming = server(exchange.request());
//! while exchange.missing()? > 0 {
//!     let chunk: Vec<u8> = incoming.drain(..exchange.missing()?).collect();
//!     exchange.feed(&chunk)?;
//! }
//! assert_eq!(exchange.finish()?.unique_identifier, "17");
//!
//! fn server(request: &[u8]) -> Vec<u8> {
//!     let request = RequestMessage::decode(request, &Default::default()).unwrap();
//!     let payload = ActivateResponse::new("17");
//!     let item = ResponseItem::new(&request.items[0], Ok(payload.into()));
//!     let response = ResponseMessage::new(request.header.version, 0, vec![item]);
//!     response.encode().to_vec()
//! }
//! # Ok::<(), kmip::exchange::ExchangeError>(())
//! ```

mod batch;
mod error;
mod item;
mod single;
mod transfer;

pub use batch::BatchExchange;
pub use error::ExchangeError;
pub use single::{Exchange, read_response};
pub(crate) use transfer::Transfer;
