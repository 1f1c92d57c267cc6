//! Running a command: its arguments, its errors, its exit status.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use clap_complete::CompleteEnv;

use super::complete::{Lists, offered};
use super::{dashes, memory, slip};
use crate::environment;
use crate::error::report::report;
use crate::error::usage::UsageError;
use crate::terminal::stderr;
use crate::terminal::visible::visible_lines;

/// The variable that names the shell which asks for completions.
pub const COMPLETE_VARIABLE: &str = "PURE_COMPLETE";

/// How a command ended that did what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Done,
    /// A tested thing is not OK, or one of several names failed: exit status 1.
    NotOk,
}

/// Parses the arguments of the process, calls `work`, prints its error, and gives the exit status:
/// 0 done, 1 failed, 2 the command line was wrong.
///
/// Its memory is in no core dump, and what it frees is overwritten.
///
/// When the variable `PURE_COMPLETE` names a shell, it completes a command line for that shell instead
/// (`source <(PURE_COMPLETE=bash purecert)` switches it on), also by the completers that are attached to
/// arguments, and the columns of its `lists`. Otherwise nothing of that is built.
pub fn run<C: Parser>(
    lists: &'static Lists,
    work: impl FnOnce(C) -> anyhow::Result<Outcome>,
) -> ExitCode {
    memory::keep_private();
    if std::env::var_os(COMPLETE_VARIABLE).is_some() {
        environment::complete();
        let words: Vec<_> = std::env::args_os().collect();
        CompleteEnv::with_factory(|| offered(C::command(), lists, &words))
            .var(COMPLETE_VARIABLE)
            .complete();
    }
    // Of an option that is given twice, the later one counts.
    let mut command = C::command().args_override_self(true);
    let line = dashes::normalised(std::env::args_os());
    let cli = match parse::<C>(&mut command, &line) {
        Ok(cli) => cli,
        Err(error) => return refused(&error, &command, &line),
    };
    if let Some(misread) = slip::misread(&command, &line) {
        stderr::write(&visible_lines(&misread));
        return ExitCode::from(2);
    }
    // It lasts as long as the process: to take it apart would take longer than a list.
    std::mem::forget(command);
    match memory::overwriting_stack(|| work(cli)) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NotOk) => ExitCode::FAILURE,
        Err(error) => {
            report(&error);
            ExitCode::from(if error.is::<UsageError>() { 2 } else { 1 })
        }
    }
}

/// Prints help, or what is wrong with the command line.
fn refused(error: &clap::Error, command: &clap::Command, line: &[OsString]) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
        }
        _ => stderr::write(&visible_lines(&slip::told(error, command, line))),
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

fn parse<C: Parser>(command: &mut clap::Command, line: &[OsString]) -> Result<C, clap::Error> {
    let matches = command.try_get_matches_from_mut(line)?;
    C::from_arg_matches(&matches).map_err(|error| error.format(command))
}
