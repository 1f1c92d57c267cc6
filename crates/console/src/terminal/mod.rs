//! The terminal: lines on standard error, a question, a pager.

pub(crate) mod confirm;
pub(crate) mod pager;
pub(crate) mod progress;
pub(crate) mod stderr;
pub(crate) mod visible;
pub(crate) mod waiting;
pub(crate) mod width;
