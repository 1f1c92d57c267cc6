//! `--page`: the user's pager, when there is a terminal to page on.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use super::stderr;

/// A running pager that shows what is written here.
pub(crate) struct Pager {
    child: Child,
}

impl Pager {
    /// Starts `$PAGER`, else `less`, else `more`. `None` when the output is not a terminal, `$PAGER` is
    /// set and empty, or there is no such pager: then the list is printed as it is.
    pub(crate) fn start() -> Option<Self> {
        if !io::stdout().is_terminal() {
            return None;
        }
        let chosen = std::env::var_os("PAGER");
        let program = chosen.as_deref().and_then(program);
        if let Some(missing) = program.filter(|program| !is_there(program)) {
            stderr::line(&format!(
                "Warning: There is no program {missing}, which PAGER names. The list is shown without a \
                 pager."
            ));
            return None;
        }
        commands(chosen).into_iter().find_map(|mut command| {
            let child = command.stdin(Stdio::piped()).spawn().ok()?;
            Some(Self { child })
        })
    }

    /// Waits until the user has seen it all. How the pager ends says nothing about the list.
    pub(crate) fn finish(mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The program that a command of the shell starts; `None` when only the shell knows.
fn program(command: &OsStr) -> Option<&str> {
    let mut words = command.to_str()?.split_whitespace();
    let word = words.find(|word| !word.contains('='))?;
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    word.chars().all(is_plain).then_some(word)
}

/// Whether the shell finds that program.
fn is_there(program: &str) -> bool {
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", "command -v -- \"$1\"", "sh", program]);
    let found = shell.stdin(Stdio::null()).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// What to try, in this order. `$PAGER` is a command of the shell, as for man(1).
fn commands(chosen: Option<OsString>) -> Vec<Command> {
    match chosen {
        Some(none) if none.is_empty() => Vec::new(),
        Some(chosen) => {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(chosen);
            vec![shell]
        }
        None => {
            let mut less = Command::new("less");
            // Leave at once when it fits, do not fold rows, leave the text on the screen, end at
            // Ctrl-C together with the command.
            less.arg("-FRSXK");
            vec![less, Command::new("more")]
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.child.stdin {
            Some(input) => input.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.child.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}
