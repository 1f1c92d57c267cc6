//! What the commands share at the terminal: output forms, prompts, errors, exit status.
//!
//! Results go to standard output, prompts and errors to standard error. The exit status is 0 when it
//! is done, 1 when it failed or a tested thing is not OK, 2 when the command line was wrong.

#[cfg(test)]
mod arbitrary;
mod batch;
mod cell;
mod column;
mod confirm;
mod csv;
mod dashes;
mod emit;
mod error;
mod filter;
mod form;
mod help;
mod json;
mod nvp;
mod options;
mod page;
mod progress;
pub mod prompt;
mod run;
mod select;
mod sort;
mod stderr;
mod table;
mod usage;
mod visible;
mod waiting;

pub use batch::Batch;
pub use cell::Cell;
pub use column::Column;
pub use confirm::confirm;
pub use emit::{echo, emit};
pub use error::{error_on, on, warn};
pub use help::with_help;
pub use options::OutputOptions;
pub use progress::Progress;
pub use run::{Outcome, run};
pub use usage::UsageError;
pub use waiting::waiting;
