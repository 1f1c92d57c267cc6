//! Accounts, groups, apps and keys: what a DSM says of them, and what may be asked for.

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod group;
pub(crate) mod key;
mod page;
mod refused;
