//! The words of a filter.

use super::compare::Operator;
use super::error::SyntaxError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Word(String),
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The byte of the filter at which it begins.
    pub(super) at: usize,
}

/// The tokens of `text`; the last is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            tokens.push(Token {
                kind: Kind::End,
                at,
            });
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '\'' | '"' => quoted(rest, first, at)?,
            '=' | '!' | '<' | '>' => operator(rest, at)?,
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                (Kind::Word(rest[..end].to_owned()), end)
            }
            c => {
                return Err(SyntaxError {
                    at,
                    reason: format!("'{}' has no meaning here.", c.escape_debug()),
                });
            }
        };
        tokens.push(Token { kind, at });
        at += length;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_*.:-@/+".contains(c)
}

/// A text between quotes, and its length with them. A doubled quote is one of the text.
fn quoted(rest: &str, quote: char, at: usize) -> Result<(Kind, usize), SyntaxError> {
    let mut text = String::new();
    let mut end = 1;
    loop {
        let Some(length) = rest[end..].find(quote) else {
            return Err(SyntaxError {
                at,
                reason: format!("This {quote} has no end."),
            });
        };
        text.push_str(&rest[end..end + length]);
        end += length + 1;
        if !rest[end..].starts_with(quote) {
            return Ok((Kind::Quoted(text), end));
        }
        text.push(quote);
        end += 1;
    }
}

fn operator(rest: &str, at: usize) -> Result<(Kind, usize), SyntaxError> {
    let operators = [
        ("!=", Operator::NotEqual),
        ("<=", Operator::AtMost),
        (">=", Operator::AtLeast),
        ("=", Operator::Equal),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ];
    let found = operators.iter().find(|(text, _)| rest.starts_with(text));
    found
        .map(|(text, operator)| (Kind::Operator(*operator), text.len()))
        .ok_or_else(|| SyntaxError {
            at,
            reason: "'!' has no meaning here, but '!=' has.".to_owned(),
        })
}
