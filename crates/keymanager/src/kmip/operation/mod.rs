//! What the KMIP server does for a client: one file an operation, one [table] of them.

mod activate;
mod add_attribute;
mod attribute_rules;
mod batch;
mod certificate;
mod check;
mod context;
mod create;
mod delete_attribute;
mod destroy;
mod discover_versions;
mod fault;
mod get;
mod get_attributes;
mod limits;
mod locate;
mod log;
mod modify_attribute;
mod obtain_lease;
mod query;
mod re_key;
mod refusal;
mod register;
mod revoke;
mod set_attribute;
mod table;
mod template;
mod wrapping;

pub(super) use batch::{DOOR, refusal, respond};
pub(super) use refusal::internal;
