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

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_the_terminal_is_escaped() {
        assert_eq!(visible("a\n\x1b[2Jb"), "a\\n\\u{1b}[2Jb");
        assert_eq!(visible("x\u{202e}y\u{2028}"), "x\\u{202e}y\\u{2028}");
    }

    #[test]
    fn letters_of_all_kinds_stay() {
        assert!(matches!(visible("Zürich 日本 -"), Cow::Borrowed(_)));
    }
}
