//! The terminal: lines on standard error, a question, a pager.

pub(crate) mod confirm;
pub(crate) mod hidden;
pub(crate) mod pager;
pub(crate) mod progress;
mod status_line;
pub(crate) mod stderr;
pub(crate) mod visible;
pub(crate) mod waiting;
pub(crate) mod width;
pub(crate) mod working;
