//! The wildcards of expected output.
//!
//! | written | stands for |
//! | --- | --- |
//! | `[..]` | anything within the line, also nothing |
//! | `...` alone on a line | any lines, also none |
//! | `[UUID]` | a UUID in lower case |
//! | `[SIGNATURE]` | 64 hexadecimal digits |
//! | `[HEX]` | hexadecimal digits, at least one, in either case, with or without colons |
//! | `[NUMBER]` | decimal digits, at least one |
//! | `[SANDBOX]` | the sandbox's folder |

enum Token<'a> {
    Text(&'a str),
    Anything,
    /// So many characters, all of the class.
    Exactly(usize, fn(char) -> bool),
    /// At least one character of the class.
    AtLeastOne(fn(char) -> bool),
}

const LINES: &str = "...";

/// True when the lines `actual` are as `expected`.
pub fn matches(expected: &[String], actual: &[&str], sandbox: &str) -> bool {
    let Some((first, rest)) = expected.split_first() else {
        return actual.is_empty();
    };
    if first.trim_end() == LINES {
        return (0..=actual.len()).any(|skipped| matches(rest, &actual[skipped..], sandbox));
    }
    match actual.split_first() {
        Some((line, others)) => {
            line_matches(first, line, sandbox) && matches(rest, others, sandbox)
        }
        None => false,
    }
}

/// True when the one line `actual` is as `expected`, apart from blanks at the end.
pub fn line_matches(expected: &str, actual: &str, sandbox: &str) -> bool {
    fits(&tokens(expected.trim_end(), sandbox), actual.trim_end())
}

/// The lines that a case should expect where the command wrote `actual`: `expected` where that
/// fits, as a whole or line by line, else the line itself.
pub fn reconcile(expected: &[String], actual: &[&str], sandbox: &str) -> Vec<String> {
    if matches(expected, actual, sandbox) {
        return expected.to_vec();
    }
    let reconciled = actual.iter().map(|line| {
        let kept = expected.iter().find(|e| line_matches(e, line, sandbox));
        kept.cloned().unwrap_or_else(|| name_sandbox(line, sandbox))
    });
    reconciled.collect()
}

fn name_sandbox(line: &str, sandbox: &str) -> String {
    line.trim_end().replace(sandbox, "[SANDBOX]")
}

fn tokens<'a>(line: &'a str, sandbox: &'a str) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let start = rest.find('[').unwrap_or(rest.len());
        let (text, tail) = rest.split_at(start);
        if !text.is_empty() {
            tokens.push(Token::Text(text));
        }
        match wildcard(tail, sandbox) {
            Some((token, length)) => {
                tokens.push(token);
                rest = &tail[length..];
            }
            None => {
                let bracket = tail.len().min(1);
                if bracket > 0 {
                    tokens.push(Token::Text(&tail[..bracket]));
                }
                rest = &tail[bracket..];
            }
        }
    }
    tokens
}

/// The wildcard that `text` begins with, and its length.
fn wildcard<'a>(text: &str, sandbox: &'a str) -> Option<(Token<'a>, usize)> {
    let hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let any_hex = |c: char| c.is_ascii_hexdigit() || c == ':';
    let uuid = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    let digit = |c: char| c.is_ascii_digit();
    let all = [
        ("[..]", Token::Anything),
        ("[UUID]", Token::Exactly(36, uuid)),
        ("[SIGNATURE]", Token::Exactly(64, hex)),
        ("[HEX]", Token::AtLeastOne(any_hex)),
        ("[NUMBER]", Token::AtLeastOne(digit)),
        ("[SANDBOX]", Token::Text(sandbox)),
    ];
    all.into_iter()
        .find_map(|(name, token)| text.starts_with(name).then_some((token, name.len())))
}

fn fits(tokens: &[Token<'_>], text: &str) -> bool {
    let Some((token, rest)) = tokens.split_first() else {
        return text.is_empty();
    };
    // The ends of the first n characters, n = 0, 1, ...
    let ends = || text.char_indices().map(|(i, c)| i + c.len_utf8());
    match token {
        Token::Text(literal) => text
            .strip_prefix(literal)
            .is_some_and(|tail| fits(rest, tail)),
        Token::Anything => std::iter::once(0)
            .chain(ends())
            .any(|length| fits(rest, &text[length..])),
        Token::Exactly(count, class) => {
            text.chars().take(*count).filter(|c| class(*c)).count() == *count
                && ends()
                    .nth(count - 1)
                    .is_some_and(|length| fits(rest, &text[length..]))
        }
        Token::AtLeastOne(class) => {
            let run = text.chars().take_while(|c| class(*c)).count();
            ends().take(run).any(|length| fits(rest, &text[length..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANDBOX: &str = "/tmp/pure-x";

    fn line(expected: &str, actual: &str) -> bool {
        line_matches(expected, actual, SANDBOX)
    }

    #[test]
    fn wildcards_within_a_line() {
        assert!(line("a  b", "a  b   "));
        assert!(!line("a  b", "a b"));
        assert!(line("a[..]b", "ab") && line("a[..]b", "a x b"));
        assert!(!line("a[..]b", "a x bc"));
        assert!(line(
            "Usage: x [OPTIONS] [NAME]...",
            "Usage: x [OPTIONS] [NAME]..."
        ));
        assert!(line(
            "id [UUID]!",
            "id e003132d-6d58-4e7e-a781-03fc5d8c7c21!"
        ));
        assert!(!line("[UUID]", "e003132d-6d58-4e7e-a781-03fc5d8c7c2"));
        assert!(line("[SIGNATURE]  x", &format!("{}  x", "0f".repeat(32))));
        assert!(!line("[SIGNATURE]", &"0F".repeat(32)));
        assert!(!line("[SIGNATURE]", &"0".repeat(65)));
        assert!(line("[HEX] [NUMBER]", "A0:ff 12") && !line("[NUMBER]", ""));
    }

    #[test]
    fn the_sandbox_is_meant_exactly() {
        assert!(line("[SANDBOX]/home", "/tmp/pure-x/home"));
        assert!(!line("[SANDBOX]/home", "/tmp/pure-y/home"));
    }

    #[test]
    fn wildcards_over_lines() {
        let expected = ["a", "...", "z"].map(str::to_owned);
        for (actual, fits) in [
            (&["a", "z"][..], true),
            (&["a", "b", "c", "z"], true),
            (&["a", "b"], false),
            (&["b", "z"], false),
            (&["a", "z", "z"], true),
            (&["a", "z", "y"], false),
        ] {
            assert_eq!(matches(&expected, actual, SANDBOX), fits, "{actual:?}");
        }
    }

    #[test]
    fn an_update_keeps_the_wildcards_that_still_fit() {
        let expected = ["id [UUID]", "old"].map(str::to_owned);
        let actual = ["id e003132d-6d58-4e7e-a781-03fc5d8c7c21", "new /tmp/pure-x"];
        assert_eq!(
            reconcile(&expected, &actual, SANDBOX),
            ["id [UUID]", "new [SANDBOX]"]
        );
    }
}
