//! What the commands share at the terminal: output formats, prompts, errors, exit status.
//!
//! Results go to standard output, prompts and errors to standard error. The exit status is 0 when it
//! is done, 1 when it failed or a tested thing is not OK, 2 when the command line was wrong.
//!
//! Each folder uses only those below it:
//!
//! ```text
//! command   a command as a whole: arguments, several names, exit status
//! output    printing a list: table, CSV, name-value pairs, JSON; the pager
//! select    which rows, in which order: --filter, --sort, --limit
//! prompt    pasted certificates and keys, passphrases
//! error     errors, hints and warnings, a line each
//! list      columns, cells, rows, and the options of every list
//! terminal  lines on standard error, progress, questions
//! ```

mod command;
mod error;
mod list;
mod output;
pub mod prompt;
mod select;
mod terminal;

pub use command::batch::Batch;
pub use command::run::{Outcome, run};
pub use error::hint::Hinted;
pub use error::report::{error_on, on, warn};
pub use error::usage::UsageError;
pub use list::cell::Cell;
pub use list::column::Column;
pub use list::options::OutputOptions;
pub use output::emit;
pub use terminal::confirm::confirm;
pub use terminal::progress::Progress;
pub use terminal::waiting::waiting;
