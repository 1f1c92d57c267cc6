//! The attributes of objects.

mod kind;
mod view;

pub(super) use kind::{Kind, kind_of};
pub(super) use view::{LEASE_TIME, PROTECTION_STORAGE, View};
