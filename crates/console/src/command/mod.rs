//! A command as a whole: its arguments, its help, several names in turn, its exit status.

pub(crate) mod batch;
mod dashes;
pub(crate) mod help;
pub(crate) mod run;
