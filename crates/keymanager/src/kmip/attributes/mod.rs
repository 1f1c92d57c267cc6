//! The attributes of objects.

pub(crate) mod kept;
mod kind;
mod view;

pub(crate) use kind::{Kind, kind_of};
pub(crate) use view::View;
