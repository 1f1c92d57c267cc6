//! A line that shows how far a long command has come.

use std::io::{IsTerminal, Write, stderr};

/// Progress on a terminal; nothing anywhere else.
#[derive(Debug)]
pub struct Progress {
    label: String,
    total: usize,
    done: usize,
    shown: bool,
}

impl Progress {
    /// Nothing of `total` steps is done.
    pub fn new(total: usize, label: &str) -> Self {
        Self {
            label: label.to_owned(),
            total,
            done: 0,
            shown: stderr().is_terminal(),
        }
    }

    /// One more step is done: `text` says which.
    pub fn step(&mut self, text: &str) {
        self.done += 1;
        if self.shown {
            let Self {
                label, total, done, ..
            } = self;
            eprint!("\r\x1b[K{label} {done}/{total} {text}");
            let _ = stderr().flush();
        }
    }

    /// Clears the line.
    pub fn finish(self) {
        if self.shown {
            eprint!("\r\x1b[K");
            let _ = stderr().flush();
        }
    }
}
