//! The key manager as KMIP clients see it.

mod attributes;
mod operation;
mod server;

pub use server::{Limits, Server};
