//! Errors and warnings: one line on standard error, with the hint for the next step.

pub(crate) mod hint;
pub(crate) mod report;
pub(crate) mod usage;
