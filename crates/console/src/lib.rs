//! What the commands share at the terminal: output formats, prompts, errors, exit status, and what the
//! environment says. The terminal is one of the edges of the array: what the array says as values is
//! said here in the words of somebody who types commands.
//!
//! Results go to standard output, prompts and errors to standard error. The exit status is 0 when it
//! is done, 1 when it failed or a tested thing is not OK, 2 when the command line was wrong.
//!
//! Each folder uses only those below it:
//!
//! ```text
//! command      a command as a whole: arguments, several names, exit status, completion
//! output       printing a list: table, CSV, name-value pairs, JSON; the pager
//! select       which rows, in which order: --filter, --sort, --limit
//! prompt       pasted certificates and keys, passphrases
//! environment  for whom, where and when: the variables that the commands read
//! error        errors, notices and warnings, one line each, with the command that helps
//! list         columns, cells, rows, and the options of every list
//! terminal     lines on standard error, progress, questions
//! ```

mod command;
mod environment;
mod error;
mod list;
mod output;
pub mod prompt;
mod select;
mod terminal;

pub use command::batch::Batch;
pub use command::complete::Lists;
pub use command::deferred::Deferred;
pub use command::run::{COMPLETE_VARIABLE, Outcome, run};
pub use command::safety::{Safety, would_unlock};
pub use command::wait::Wait;
pub use environment::{HOME_VARIABLE, context, environment_of, is_visitor, variable};
pub use error::hint::{hint, render};
pub use error::near::did_you_mean;
pub use error::notice::notice;
pub use error::report::{error_on, give_hints, on, remark, warn};
pub use error::usage::UsageError;
pub use list::cell::{Cell, CellRef};
pub use list::column::Column;
pub use list::options::OutputOptions;
pub use list::rows::RowSink;
pub use output::{done, emit, emit_done, emit_each, emit_newest, emit_nothing, emit_text};
pub use terminal::confirm::confirm;
pub use terminal::progress::Progress;
pub use terminal::waiting::waiting;
pub use terminal::working::working;
