//! Printing PEM texts.

use std::io::{self, ErrorKind, Write};

/// Prints `text` as it is. A reader that has seen enough, as in `| head`, is not a failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
