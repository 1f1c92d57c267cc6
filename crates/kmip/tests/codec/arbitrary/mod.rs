//! Arbitrary items and messages, each of which can be written in its version.

mod message;
mod part;
mod payload;

pub(crate) use self::message::{request, response};
pub(crate) use self::part::{item, version};
