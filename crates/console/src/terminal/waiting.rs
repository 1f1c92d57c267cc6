//! What a command says that waits for another.

use std::io::{IsTerminal, stderr};

use super::stderr;

/// Says on a terminal that the command waits for another that changes `what`; nothing anywhere else.
pub fn waiting(what: &str) {
    if stderr().is_terminal() {
        stderr::line(&format!("Waiting for another command that changes {what}."));
    }
}
