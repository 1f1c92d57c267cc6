//! Keys and other managed objects.

mod life;
mod manage;

pub use manage::Key;

pub(crate) use life::Forbidden;
