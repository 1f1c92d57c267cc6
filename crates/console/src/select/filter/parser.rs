//! From the words of a filter to its condition.

use super::compare::Comparison;
use super::condition::Condition;
use super::error::SyntaxError;
use super::lexer::{Kind, Token};
use crate::list::column::{self, Column};

/// How deep parentheses and `not` may nest.
const MAX_DEPTH: usize = 64;

pub(super) fn parse(columns: &[Column], tokens: &[Token]) -> Result<Condition, SyntaxError> {
    let mut parser = Parser {
        columns,
        tokens,
        depth: 0,
    };
    let condition = parser.condition()?;
    match parser.next().kind {
        Kind::End => Ok(condition),
        _ => Err(parser.error("Expected 'and' or 'or' here.")),
    }
}

struct Parser<'a> {
    columns: &'a [Column],
    /// What is not read yet; the last is always [`Kind::End`].
    tokens: &'a [Token],
    depth: usize,
}

impl<'a> Parser<'a> {
    fn next(&self) -> &'a Token {
        &self.tokens[0]
    }

    fn advance(&mut self) -> &'a Token {
        let token = self.next();
        if self.tokens.len() > 1 {
            self.tokens = &self.tokens[1..];
        }
        token
    }

    fn error(&self, reason: impl Into<String>) -> SyntaxError {
        SyntaxError {
            at: self.next().at,
            reason: reason.into(),
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = matches!(&self.next().kind, Kind::Word(w) if w.eq_ignore_ascii_case(word));
        if found {
            self.advance();
        }
        found
    }

    fn condition(&mut self) -> Result<Condition, SyntaxError> {
        let mut parts = vec![self.conjunction()?];
        while self.takes("or") {
            parts.push(self.conjunction()?);
        }
        Ok(Condition::Any(parts))
    }

    fn conjunction(&mut self) -> Result<Condition, SyntaxError> {
        let mut parts = vec![self.negation()?];
        while self.takes("and") {
            parts.push(self.negation()?);
        }
        Ok(Condition::All(parts))
    }

    fn negation(&mut self) -> Result<Condition, SyntaxError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("Conditions nest deeper than {MAX_DEPTH}.")));
        }
        self.depth += 1;
        let condition = if self.takes("not") {
            Condition::Not(Box::new(self.negation()?))
        } else if self.next().kind == Kind::Open {
            self.advance();
            let inner = self.condition()?;
            if self.next().kind != Kind::Close {
                return Err(self.error("Expected ')' here."));
            }
            self.advance();
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, SyntaxError> {
        let (Kind::Word(name) | Kind::Quoted(name)) = &self.next().kind else {
            return Err(self.error("Expected a column here."));
        };
        let position = column::position(self.columns, name).map_err(|reason| self.error(reason))?;
        self.advance();
        let Kind::Operator(operator) = self.next().kind else {
            return Err(self.error("Expected one of = != < <= > >= here."));
        };
        self.advance();
        let (Kind::Word(value) | Kind::Quoted(value)) = &self.next().kind else {
            return Err(self.error("Expected a value here."));
        };
        let comparison = Comparison::new(operator, value);
        let column = &self.columns[position];
        comparison
            .check(column)
            .map_err(|reason| self.error(reason))?;
        self.advance();
        Ok(Condition::Compare(position, comparison))
    }
}
