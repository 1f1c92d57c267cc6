//! What a command says that waits for another.

use std::io::{IsTerminal, stderr};

use crate::stderr;

/// Says on a terminal that the command waits; nothing anywhere else.
pub fn waiting() {
    if stderr().is_terminal() {
        stderr::line("Waiting for another command that changes the array.");
    }
}
