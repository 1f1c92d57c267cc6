//! What runs for who comes in over SSH: the array's commands, or this shell.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::Context;
use pure_console::{Outcome, environment_of};
use pure_doors::{Asked, Program, Programs, Response};

use super::line::{self, Line};
use super::{commands, help, program};

/// How the history names the door.
const DOOR: &str = "SSH";

/// The hidden verb that makes its standard input the terminal of what it becomes.
const ON_TERMINAL: &str = "on-terminal";

/// What runs for which line: one of the array's commands, never a shell of the system.
pub(crate) fn programs() -> Programs {
    Programs::new(choose)
}

fn choose(asked: &Asked<'_>) -> Response {
    let say = |text: String, status: u32| Response::Say { text, status };
    let Some(text) = asked.line else {
        return run(asked, "puresim", vec!["shell".to_owned()]);
    };
    match read(text) {
        Ok(Line::Nothing | Line::Leave) => say(String::new(), 0),
        Ok(Line::Help) => say(help(true), 0),
        Ok(Line::Command { name, arguments }) => run(asked, name, arguments),
        Err(error) => say(format!("{error}\n"), 127),
    }
}

/// What the line says, or why it says nothing that can be done.
fn read(text: &str) -> Result<Line, String> {
    line::parse(text, commands(true)).map_err(|(word, reason)| {
        let word: String = word.escape_debug().collect();
        format!("Error on {word}: {reason}")
    })
}

/// Which command runs for that line over SSH, with which arguments, if one does. This is for fuzzing.
///
/// # Errors
/// What is told when nothing can be done.
pub fn read_over_ssh(text: &str) -> Result<Option<(&'static str, Vec<String>)>, String> {
    Ok(match read(text)? {
        Line::Command { name, arguments } => Some((name, arguments)),
        Line::Nothing | Line::Leave | Line::Help => None,
    })
}

fn run(asked: &Asked<'_>, name: &str, arguments: Vec<String>) -> Response {
    let mut arguments: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
    let mut path = program(name);
    if asked.has_terminal {
        arguments.splice(0..0, [ON_TERMINAL.into(), path]);
        path = program("puresim");
    }
    Response::Run(Program {
        path: path.into(),
        arguments,
        environment: environment_of(asked.context, asked.user.as_str(), DOOR),
    })
}

/// Makes standard input the terminal of a session of its own, and becomes the program.
///
/// # Errors
/// When it cannot.
pub(crate) fn on_terminal(program: &OsString, arguments: &[OsString]) -> anyhow::Result<Outcome> {
    rustix::process::setsid().context("Cannot leave the session")?;
    rustix::process::ioctl_tiocsctty(io::stdin()).context("Cannot take the terminal")?;
    let error = Command::new(program).args(arguments).exec();
    Err(error).with_context(|| format!("Cannot start {}", program.to_string_lossy()))
}
