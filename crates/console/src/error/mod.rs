//! Errors and warnings: one line on standard error, with the command that helps.

pub(crate) mod hint;
pub(crate) mod known;
pub(crate) mod near;
pub(crate) mod notice;
pub(crate) mod report;
pub(crate) mod usage;
