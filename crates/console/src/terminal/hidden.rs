//! Typing and pasting that is not shown.

use std::io::{IsTerminal, stdin};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// While it lives, what is typed on the terminal of standard input is not shown. A line still ends with
/// Enter, and the input with Ctrl-D.
#[derive(Debug)]
pub(crate) struct Hidden {
    before: Option<Termios>,
}

impl Hidden {
    /// From now on; without a terminal nothing happens.
    pub(crate) fn begin() -> Self {
        let before = stdin().is_terminal().then(|| tcgetattr(stdin()).ok());
        let before = before.flatten();
        if let Some(shown) = &before {
            let mut hidden = shown.clone();
            hidden.local_modes.remove(LocalModes::ECHO);
            // What was typed ahead is kept: the text may be there already.
            let _ = tcsetattr(stdin(), OptionalActions::Now, &hidden);
        }
        Self { before }
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = tcsetattr(stdin(), OptionalActions::Now, before);
        }
    }
}
