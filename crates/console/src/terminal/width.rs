//! How wide the terminal is.

use std::io::{IsTerminal, stdout};

use rustix::termios::tcgetwinsize;

/// The columns of the terminal that standard output is; `None` when it is none, or does not say.
pub(crate) fn width() -> Option<usize> {
    let out = stdout();
    if !out.is_terminal() {
        return None;
    }
    let size = tcgetwinsize(&out).ok()?;
    Some(usize::from(size.ws_col)).filter(|&columns| columns > 0)
}
