//! Lines on standard error.

use super::status_line;
use super::visible::visible;

/// Writes `text` and flushes. A standard error that nobody reads is no reason to fail.
pub(crate) fn write(text: &str) {
    status_line::write(text);
}

/// Writes `text` as one line.
pub(crate) fn line(text: &str) {
    write(&format!("{}\n", one_line(text)));
}

/// The lines of `text` on one, with what drives a terminal escaped: part of a message may come from
/// another host.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(" ").replace('\t', " ");
    visible(&joined).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line() {
        assert_eq!(one_line("a:\n  b\r\n\nc  d\te\x07"), "a: b c  d e\\u{7}");
    }
}
