//! Text that a terminal shows as it is.

use std::borrow::Cow;

/// `text` with the characters escaped that would break a line, drive the terminal or reorder what
/// is around them (Unicode Standard Annex #9, section 2).
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// As [`visible`], but its line breaks stay: for a text of several lines that is ours, with parts in it
/// that may not be.
pub(crate) fn visible_lines(text: &str) -> String {
    let lines = text.split('\n').map(visible);
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a terminal does anything else with `c` than to show it: C0 and C1 controls (ECMA-48), the
/// breaks of lines and paragraphs, and the marks of direction (UAX #9).
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_the_terminal_is_escaped() {
        assert_eq!(visible("a\n\x1b[2Jb"), "a\\n\\u{1b}[2Jb");
        assert_eq!(visible("x\u{202e}y\u{2028}"), "x\\u{202e}y\\u{2028}");
        assert_eq!(visible("\u{9b}2J\u{7f}"), "\\u{9b}2J\\u{7f}");
        assert_eq!(visible_lines("a\x1b\nb\u{9b}\n"), "a\\u{1b}\nb\\u{9b}\n");
    }

    #[test]
    fn letters_of_all_kinds_stay() {
        assert!(matches!(visible("Zürich 日本 -"), Cow::Borrowed(_)));
    }
}
