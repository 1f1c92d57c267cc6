//! `puresim shell`: the array's commands at a prompt, as an operator of the array types them; the same
//! for who comes in over SSH.

mod complete;
mod line;
mod over_ssh;
mod terminal;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use pure_console::{Outcome, emit_text, error_on};
use pure_core::user::FACTORY_USER;
use pure_core::{Bench, DEFAULT_ARRAY, Purity};

use line::Line;

pub use over_ssh::read_over_ssh;
pub(crate) use over_ssh::{on_terminal, programs};

const HELP: [&str; 3] = [
    "\
purecert   certificates
purekmip   KMIP servers
purearray  the array and its security token
",
    "\
puresim    the bench around the array
",
    "\
help       this text; each command explains itself with --help
exit       leave, as Ctrl-D does

Words are quoted as in other shells. There are no pipes and no variables.
",
];

/// The commands that can be typed: those of the array, and for who is at this machine the bench's.
fn commands(is_visitor: bool) -> &'static [&'static str] {
    let all: &[&str] = &["purecert", "purekmip", "purearray", "puresim"];
    if is_visitor { &all[..3] } else { all }
}

/// What can be typed, in words.
fn help(is_visitor: bool) -> String {
    let [array, bench, rest] = HELP;
    format!("{array}{}{rest}", if is_visitor { "" } else { bench })
}

/// Reads lines and runs them, until the end of the input; of a terminal with a line editor. Exit status 1
/// when the last command failed.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run() -> anyhow::Result<Outcome> {
    // Ctrl-C ends the command that is running, which does not inherit this, and not the shell.
    let interrupted = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, interrupted)
        .context("Cannot listen to Ctrl-C")?;
    if io::stdin().is_terminal() {
        terminal::run()
    } else {
        piped()
    }
}

/// What is to be done after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The next one, after this outcome.
    Line(Outcome),
    /// Nothing.
    Leave,
}

/// Lines of a script. What a command reads follows its line.
fn piped() -> anyhow::Result<Outcome> {
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut last = Outcome::Done;
    while let Some(text) = read_line(&mut input)? {
        match perform(&text)? {
            Next::Line(outcome) => last = outcome,
            Next::Leave => break,
        }
    }
    Ok(last)
}

/// A line, a byte at a time: what follows is the command's.
fn read_line(input: &mut File) -> io::Result<Option<String>> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    loop {
        let length = input.read(&mut byte)?;
        if length == 0 && line.is_empty() {
            return Ok(None);
        }
        if length == 0 || byte[0] == b'\n' {
            return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
        }
        line.push(byte[0]);
    }
}

/// Does what a line says.
fn perform(text: &str) -> anyhow::Result<Next> {
    let is_visitor = pure_console::is_visitor();
    let next = match line::parse(text, commands(is_visitor)) {
        Ok(Line::Nothing) => Next::Line(Outcome::Done),
        Ok(Line::Leave) => Next::Leave,
        Ok(Line::Help) => {
            emit_text(&help(is_visitor))?;
            Next::Line(Outcome::Done)
        }
        Ok(Line::Command { name, arguments }) => Next::Line(call(name, &arguments)?),
        Err((word, reason)) => {
            error_on(&word, &anyhow::Error::msg(reason));
            Next::Line(Outcome::NotOk)
        }
    };
    Ok(next)
}

fn call(name: &str, arguments: &[String]) -> anyhow::Result<Outcome> {
    let mut command = Command::new(program(name));
    let status = command.args(arguments).status();
    let status = status.with_context(|| format!("Cannot start {name}"))?;
    Ok(if status.success() {
        Outcome::Done
    } else {
        Outcome::NotOk
    })
}

/// The command of that name: beside this one, or wherever the system finds it.
fn program(name: &str) -> OsString {
    let beside = std::env::current_exe().ok();
    let beside = beside.and_then(|this| Some(this.parent()?.join(name)));
    let found = beside.filter(|path| path.is_file());
    found.map_or_else(|| name.into(), PathBuf::into_os_string)
}

/// The prompt of the array.
fn prompt() -> String {
    let context = pure_console::context().ok();
    let name = || {
        let bench = Bench::open_existing(context.as_ref()?).ok()?;
        Some(bench.name().ok()?.to_string())
    };
    let name = name().unwrap_or_else(|| DEFAULT_ARRAY.to_owned());
    let user = context.as_ref().and_then(|it| it.visitor.as_deref());
    format!("{}@{name}> ", user.unwrap_or(FACTORY_USER))
}

/// What the array says to who comes in: the time, who it is, and what it runs.
fn greeting(context: &pure_core::Context) -> anyhow::Result<Option<String>> {
    let Some(user) = &context.visitor else {
        return Ok(None);
    };
    let purity = Purity::open(context)?;
    let identity = purity.identity()?;
    let now = purity.now().strftime("%a %b %d %H:%M:%S %Y");
    Ok(Some(format!(
        "{now}\nWelcome {user}. This is Purity Version {} on FlashArray {}\n",
        identity.version, identity.name
    )))
}
