//! A command as a whole: its arguments, several names in turn, its exit status.

pub(crate) mod batch;
pub(crate) mod complete;
mod dashes;
pub(crate) mod deferred;
mod memory;
pub(crate) mod run;
pub(crate) mod safety;
mod slip;
pub(crate) mod wait;
