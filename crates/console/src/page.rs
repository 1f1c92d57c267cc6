//! `--page`: the user's pager, when there is a terminal to page on.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

/// A running pager that reads what is written here.
pub(crate) struct Pager {
    child: Child,
}

impl Pager {
    /// Starts `$PAGER`, else `less -FRSX`, else `more`; none when the output is no terminal.
    pub(crate) fn start() -> io::Result<Option<Self>> {
        if !io::stdout().is_terminal() {
            return Ok(None);
        }
        let chosen = std::env::var("PAGER")
            .ok()
            .filter(|pager| !pager.trim().is_empty());
        let candidates = chosen
            .into_iter()
            .chain(["less -FRSX".to_owned(), "more".to_owned()]);
        for candidate in candidates {
            let mut words = candidate.split_whitespace();
            let Some(program) = words.next() else {
                continue;
            };
            if let Ok(child) = Command::new(program)
                .args(words)
                .stdin(Stdio::piped())
                .spawn()
            {
                return Ok(Some(Self { child }));
            }
        }
        Ok(None)
    }

    /// Waits until the user has seen it all.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        drop(self.child.stdin.take());
        self.child.wait().map(drop)
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
