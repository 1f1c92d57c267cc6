//! A line that shows the progress of a long command.

use std::io::{IsTerminal, stderr};

use super::status_line;

/// Progress on a terminal; nothing anywhere else. The line is gone when this is dropped.
#[derive(Debug)]
pub struct Progress {
    label: String,
    total: usize,
    done: usize,
    shown: bool,
}

impl Progress {
    /// Nothing of `total` steps is done; `label` says what it is all about.
    pub fn new(total: usize, label: &str) -> Self {
        Self {
            label: label.to_owned(),
            total,
            done: 0,
            shown: stderr().is_terminal() && is_shown(),
        }
    }

    /// One more step is done: `text` says which.
    pub fn step(&mut self, text: &str) {
        self.done += 1;
        self.show(text);
    }

    /// So much of the total is done.
    pub fn at(&mut self, done: usize, text: &str) {
        self.done = done;
        self.show(text);
    }

    fn show(&self, text: &str) {
        if self.shown {
            status_line::show(&self.line(text));
        }
    }

    fn line(&self, text: &str) -> String {
        let Self {
            label, total, done, ..
        } = self;
        format!("{label} {done}/{total} {text}")
    }

    /// Clears the line.
    pub fn finish(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            status_line::clear();
        }
    }
}

/// Whether the terminal can clear a line.
pub(super) fn is_shown() -> bool {
    std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted() {
        let mut progress = Progress {
            label: "Unlocking".to_owned(),
            total: 12,
            done: 0,
            shown: false,
        };
        progress.step("CH0.BAY0");
        progress.step("CH0.BAY1");
        assert_eq!(progress.line("CH0.BAY1"), "Unlocking 2/12 CH0.BAY1");
    }
}
