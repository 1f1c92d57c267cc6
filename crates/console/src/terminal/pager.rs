//! `--page`: the user's pager, when there is a terminal to page on.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

/// A running pager that shows what is written here.
pub(crate) struct Pager {
    child: Child,
}

impl Pager {
    /// Starts `$PAGER`, else `less`, else `more`. `None` when the output is not a terminal, `$PAGER` is
    /// set and empty, or there is no pager: then the list is printed as it is.
    pub(crate) fn start() -> Option<Self> {
        if !io::stdout().is_terminal() {
            return None;
        }
        let chosen = std::env::var_os("PAGER");
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
