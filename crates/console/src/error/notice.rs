//! What an operator should know although nothing failed.

use pure_core::Notice;

use super::hint::render;
use super::report::warn;
use crate::terminal::stderr;
use crate::terminal::waiting::waiting;

/// Prints `Warning: Message.`, with the commands that help. That the command waits for another is of
/// interest only to somebody who is watching: it is printed on a terminal alone, and is not a warning.
pub fn notice(notice: &Notice) {
    match notice {
        Notice::Waiting => waiting("the array"),
        Notice::EncryptingAnew { .. } => stderr::line(&render(&notice.message())),
        notice => warn(render(&notice.message())),
    }
}
