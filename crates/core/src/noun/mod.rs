//! What an array consists of: types, rows and files, each noun on those above it in this list.

pub mod log;

pub mod user;

pub mod certificate;
pub mod kmip_server;

pub mod card;
pub mod token;

pub mod drive;
pub(crate) mod export;
pub mod power;

pub mod data;
