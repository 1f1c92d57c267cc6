//! Messages: a header and a batch of items (KMIP 1.4, sections 6 and 7).

mod batch_item_id;
mod correlation_values;
mod extensions;
mod request;
mod response;
mod version_gate;

pub use request::{RequestHeader, RequestItem, RequestMessage};
pub use response::{Failure, ResponseItem, ResponseMessage};
