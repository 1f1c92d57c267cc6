//! The wildcards of expected output.
//!
//! | written | matches |
//! | --- | --- |
//! | `[..]` | anything within the line, also nothing |
//! | `...` alone on a line | any lines, also none |
//! | `[UUID]` | a UUID in lower case |
//! | `[SIGNATURE]` | 64 hexadecimal digits |
//! | `[HEX]` | hexadecimal digits, at least one, in either case, with or without colons |
//! | `[NUMBER]` | decimal digits, at least one |
//! | `[SANDBOX]` | the sandbox's folder |
//!
//! In what users read, the manual and its examples, real values look better than wildcards. There a
//! UUID matches any UUID, and a run of eight or more hexadecimal digits for any run of that length:
//! for the signatures, serial numbers and the like that differ from run to run.

enum Token<'a> {
    Text(&'a str),
    Anything,
    /// So many characters, all of the class.
    Exactly(usize, fn(char) -> bool),
    /// At least one character of the class.
    AtLeastOne(fn(char) -> bool),
}

const LINES: &str = "...";

/// How lines are compared.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The sandbox's folder.
    pub sandbox: &'a str,
    /// Whether hexadecimal digits are samples.
    pub samples: bool,
}

impl Comparison<'_> {
    /// True when the lines `actual` are as `expected`.
    pub fn matches(self, expected: &[String], actual: &[&str]) -> bool {
        let Some((first, rest)) = expected.split_first() else {
            return actual.is_empty();
        };
        if first.trim_end() == LINES {
            return (0..=actual.len()).any(|skipped| self.matches(rest, &actual[skipped..]));
        }
        match actual.split_first() {
            Some((line, others)) => self.line_matches(first, line) && self.matches(rest, others),
            None => false,
        }
    }

    /// True when the one line `actual` is as `expected`, apart from blanks at the end.
    pub fn line_matches(self, expected: &str, actual: &str) -> bool {
        let (expected, actual) = (expected.trim_end(), actual.trim_end());
        let same = || fits(&tokens(expected, self.sandbox), actual);
        same() || (self.samples && mask(expected) == mask(&self.name_sandbox(actual)))
    }

    /// The lines that a case should expect where the command wrote `actual`: `expected` where that
    /// fits, as a whole or line by line, else the line itself.
    pub fn reconcile(self, expected: &[String], actual: &[&str]) -> Vec<String> {
        if self.matches(expected, actual) {
            return expected.to_vec();
        }
        let reconciled = actual.iter().map(|line| {
            let kept = expected.iter().find(|e| self.line_matches(e, line));
            kept.cloned().unwrap_or_else(|| self.name_sandbox(line))
        });
        reconciled.collect()
    }

    fn name_sandbox(self, line: &str) -> String {
        line.trim_end().replace(self.sandbox, "[SANDBOX]")
    }
}

/// `line` with `#` for each character of a UUID or of a run of eight or more hexadecimal digits.
fn mask(line: &str) -> String {
    let mut masked = String::new();
    let mut rest = line;
    while !rest.is_empty() {
        let run = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let digits = if starts_with_uuid(rest) {
            UUID_LENGTH
        } else {
            run
        };
        if digits >= 8 {
            masked.push_str(&"#".repeat(digits));
            rest = &rest[digits..];
        } else {
            let end = rest[digits..]
                .chars()
                .next()
                .map_or(digits, |c| digits + c.len_utf8());
            masked.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    masked
}

const UUID_LENGTH: usize = 36;

/// True when `text` begins with a UUID (RFC 9562, section 4).
fn starts_with_uuid(text: &str) -> bool {
    let is_right = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() >= UUID_LENGTH && text.bytes().take(UUID_LENGTH).enumerate().all(is_right)
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

    const SANDBOX: Comparison<'_> = Comparison {
        sandbox: "/tmp/pure-x",
        samples: false,
    };

    fn line(expected: &str, actual: &str) -> bool {
        SANDBOX.line_matches(expected, actual)
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
            assert_eq!(SANDBOX.matches(&expected, actual), fits, "{actual:?}");
        }
    }

    #[test]
    fn an_update_keeps_the_wildcards_that_still_fit() {
        let expected = ["id [UUID]", "old"].map(str::to_owned);
        let actual = ["id e003132d-6d58-4e7e-a781-03fc5d8c7c21", "new /tmp/pure-x"];
        assert_eq!(
            SANDBOX.reconcile(&expected, &actual),
            ["id [UUID]", "new [SANDBOX]"]
        );
    }

    #[test]
    fn samples_stand_for_others_of_their_length() {
        let samples = Comparison {
            samples: true,
            ..SANDBOX
        };
        let (one, two) = (
            "key pure01-8484ec71 PSSD7F359112 ü",
            "key pure01-0f0f0f0f PSSD00AA99BB ü",
        );
        assert!(samples.line_matches(one, two) && !SANDBOX.line_matches(one, two));
        let (one, two) = (
            "5dc69834-1d44-4ec8-8c94-c95b67c8dbc6",
            "e003132d-6d58-4e7e-a781-03fc5d8c7c21",
        );
        assert!(samples.line_matches(one, two) && !samples.line_matches(one, &two[1..]));
        assert!(!samples.line_matches("8484ec71", "8484ec711"));
        assert!(!samples.line_matches("8484ec7", "8484ec8"));
        assert!(!samples.line_matches("8484ec71 a", "8484ec71 b"));
    }
}
