//! TTLV: tag, type, length, value (KMIP 1.4, section 9.1).

mod decode;
mod encode;
mod fields;
mod item;
mod tag;
mod tag_names;

pub use decode::{DecodeError, Limits, decode, length_of_message};
pub use encode::{encode, encoded_length};
pub use fields::Fields;
pub use item::{Item, Value};
pub use tag::Tag;
