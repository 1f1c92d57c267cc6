//! The last line of the terminal, which says what a command is at: there is one at most, and whatever else
//! is written takes its place.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::visible::visible;

/// Goes to the start of the line and clears it (ECMA-48: CR, and EL, section 8.3.41).
const CLEAR: &str = "\r\x1b[K";

/// Whether the line is shown now.
static SHOWN: Mutex<bool> = Mutex::new(false);

/// Shows `text` in place of what was shown.
pub(super) fn show(text: &str) {
    written(|shown, stderr| {
        *shown = true;
        stderr.write_all(format!("{CLEAR}{}", visible(text)).as_bytes())
    });
}

/// Clears the line when it is shown.
pub(super) fn clear() {
    write("");
}

/// Writes `text` instead of the line.
pub(super) fn write(text: &str) {
    written(|shown, stderr| {
        if std::mem::take(shown) {
            stderr.write_all(CLEAR.as_bytes())?;
        }
        stderr.write_all(text.as_bytes())
    });
}

/// A standard error that nobody reads is no reason to fail.
fn written(write: impl FnOnce(&mut bool, &mut io::StderrLock<'_>) -> io::Result<()>) {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stderr = io::stderr().lock();
    let _ = write(&mut shown, &mut stderr).and_then(|()| stderr.flush());
}
