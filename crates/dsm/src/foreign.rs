//! What a server says, fit to be shown: one line, not too long, nothing that drives a terminal.

/// The longest text that is shown, in characters.
const LONGEST: usize = 300;

/// The text in one line, with what a terminal does not show as it is left out.
pub(crate) fn line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let is_plain = |c: &char| !c.is_control() && !is_mark(*c);
    let words = text.split_whitespace();
    let words = words.map(|word| word.chars().filter(is_plain).collect::<String>());
    let mut shown = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(&word);
        if shown.chars().count() > LONGEST {
            let cut = shown.chars().take(LONGEST).collect::<String>();
            return format!("{} ...", cut.trim_end());
        }
    }
    shown
}

/// Marks of direction, which reorder what is around them (UAX #9), and the breaks of lines.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_one_plain_line() {
        assert_eq!(line(b" No\r\n such\tapp \x1b[2J\n"), "No such app [2J");
        assert_eq!(line("a\u{202e}b \u{202e} c".as_bytes()), "ab c");
        assert_eq!(line(b"\xff\xfe"), "\u{fffd}\u{fffd}");
        let long = line("x".repeat(1_000_000).as_bytes());
        assert_eq!(long.len(), LONGEST + 4);
        assert!(long.ends_with("x ..."));
        let words = line("word ".repeat(1000).as_bytes());
        assert!(words.chars().count() <= LONGEST + 4 && words.ends_with(" ..."));
    }
}
