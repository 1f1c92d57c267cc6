//! Filters: `name='a*' and status!='imported'`.

use std::cmp::Ordering;

use serde_json::Value;

use super::item::{Item, Listing, order};
use super::refusal::Refusal;
use crate::version::RestVersion;

/// The longest filter, in bytes.
const LONGEST: usize = 4096;

/// How deep parentheses may lie in each other.
const DEEPEST: usize = 32;

/// Which items are meant.
#[derive(Debug)]
pub(super) enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    /// The field is there.
    Has(Path),
    /// The field has one of the values, or, where true, none of them.
    Is(Path, Vec<Value>, bool),
    /// The field is less or greater than the value, or the same where that is allowed.
    Compared(Path, Ordering, bool, Value),
    /// The field has the text in it.
    Contains(Path, String),
    Nothing,
}

/// A field, and fields within it.
type Path = Vec<String>;

impl Filter {
    /// Reads a filter for a list of that kind.
    ///
    /// # Errors
    /// When it is none, or names a field that such items do not have in this version.
    pub(super) fn read(
        text: &str,
        listing: &Listing,
        version: RestVersion,
    ) -> Result<Self, Refusal> {
        let mut reader = Reader {
            text,
            at: 0,
            depth: 0,
            listing,
            version,
        };
        if text.len() > LONGEST {
            return Err(reader.invalid());
        }
        let filter = reader.any()?;
        reader.blanks();
        if reader.at < text.len() {
            return Err(reader.invalid());
        }
        Ok(filter)
    }

    /// Whether `item` is meant.
    pub(super) fn fits(&self, item: &Item) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.fits(item)),
            Self::Or(any) => any.iter().any(|filter| filter.fits(item)),
            Self::Not(filter) => !filter.fits(item),
            Self::Has(path) => has(item, path, &|_| true),
            Self::Is(path, values, negated) => {
                let fits = |found: &Value| values.iter().any(|value| is_like(found, value));
                has(item, path, &fits) != *negated
            }
            Self::Compared(path, wanted, or_same, value) => has(item, path, &|found| {
                let ordering = order(found, &adapted(value, found));
                ordering == *wanted || (*or_same && ordering == Ordering::Equal)
            }),
            Self::Contains(path, text) => has(item, path, &|found| {
                let found = found.as_str().map(str::to_lowercase);
                found.is_some_and(|found| found.contains(text))
            }),
            Self::Nothing => false,
        }
    }
}

/// Whether a value at the path fits; of a list, whether one of its values does.
fn has(item: &Item, path: &[String], fits: &dyn Fn(&Value) -> bool) -> bool {
    fn within(value: &Value, path: &[String], fits: &dyn Fn(&Value) -> bool) -> bool {
        match (value, path) {
            (Value::Null, _) => false,
            (Value::Array(values), _) => values.iter().any(|value| within(value, path, fits)),
            (Value::Object(fields), [first, rest @ ..]) => fields
                .get(first)
                .is_some_and(|value| within(value, rest, fits)),
            (value, []) => fits(value),
            _ => false,
        }
    }
    let [first, rest @ ..] = path else {
        return false;
    };
    item.get(first)
        .is_some_and(|value| within(value, rest, fits))
}

/// The value of a filter as one of the kind of what was found: numbers may be written as texts.
fn adapted(value: &Value, found: &Value) -> Value {
    match (value, found) {
        (Value::String(text), Value::Number(_)) => serde_json::from_str(text)
            .ok()
            .filter(Value::is_number)
            .unwrap_or_else(|| value.clone()),
        (Value::String(text), Value::Bool(_)) => match text.to_lowercase().as_str() {
            "true" => true.into(),
            "false" => false.into(),
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// Whether a field has that value. Texts compare without case, and `*` matches any characters.
fn is_like(found: &Value, value: &Value) -> bool {
    match (found, value) {
        (Value::String(found), Value::String(pattern)) => {
            let (found, pattern) = (found.to_lowercase(), pattern.to_lowercase());
            matches(&found, &pattern)
        }
        _ => order(found, &adapted(value, found)) == Ordering::Equal,
    }
}

fn matches(text: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    listing: &'a Listing,
    version: RestVersion,
}

impl Reader<'_> {
    fn invalid(&self) -> Refusal {
        let column = self.text[..self.at].chars().count() + 1;
        Refusal::invalid("filter", format!("Invalid filter at column {column}."))
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Passes over `symbol` when it is what comes next.
    fn symbol(&mut self, symbol: &str) -> bool {
        self.blanks();
        let is_next = self.rest().starts_with(symbol);
        if is_next {
            self.at += symbol.len();
        }
        is_next
    }

    fn expect(&mut self, symbol: &str) -> Result<(), Refusal> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.invalid())
        }
    }

    /// Passes over the word when it is what comes next.
    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let is_next = self.peek_word().eq_ignore_ascii_case(word);
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    fn peek_word(&self) -> &str {
        let rest = self.rest();
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
        &rest[..end]
    }

    fn any(&mut self) -> Result<Filter, Refusal> {
        let mut filters = vec![self.all()?];
        while self.word("or") {
            filters.push(self.all()?);
        }
        Ok(one_or(filters, Filter::Or))
    }

    fn all(&mut self) -> Result<Filter, Refusal> {
        let mut filters = vec![self.single()?];
        while self.word("and") {
            filters.push(self.single()?);
        }
        Ok(one_or(filters, Filter::And))
    }

    fn single(&mut self) -> Result<Filter, Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.invalid());
        }
        let filter = self.within();
        self.depth -= 1;
        filter
    }

    fn within(&mut self) -> Result<Filter, Refusal> {
        if self.symbol("(") {
            let filter = self.any()?;
            self.expect(")")?;
            return Ok(filter);
        }
        if self.word("not") {
            return Ok(Filter::Not(Box::new(self.single()?)));
        }
        let before = self.at;
        if self.word("contains") {
            if self.symbol("(") {
                let path = self.path()?;
                self.expect(",")?;
                let Value::String(text) = self.value()? else {
                    return Err(self.invalid());
                };
                self.expect(")")?;
                return Ok(Filter::Contains(path, text.to_lowercase()));
            }
            self.at = before;
        }
        if self.word("tags") {
            // Nothing here has tags.
            self.expect("(")?;
            self.value()?;
            while self.symbol(",") {
                self.value()?;
            }
            self.expect(")")?;
            return Ok(Filter::Nothing);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Filter, Refusal> {
        let path = self.path()?;
        for (symbol, ordering, or_same) in [
            ("<=", Ordering::Less, true),
            (">=", Ordering::Greater, true),
            ("<", Ordering::Less, false),
            (">", Ordering::Greater, false),
        ] {
            if self.symbol(symbol) {
                return Ok(Filter::Compared(path, ordering, or_same, self.value()?));
            }
        }
        if self.symbol("!=") {
            return Ok(Filter::Is(path, self.values()?, true));
        }
        if self.symbol("=") {
            return Ok(Filter::Is(path, self.values()?, false));
        }
        Ok(Filter::Has(path))
    }

    fn path(&mut self) -> Result<Path, Refusal> {
        self.blanks();
        let word = self.peek_word();
        let path: Path = word.split('.').map(str::to_owned).collect();
        if !self.listing.has(&path[0], self.version) {
            return Err(self.invalid());
        }
        self.at += word.len();
        Ok(path)
    }

    fn values(&mut self) -> Result<Vec<Value>, Refusal> {
        if !self.symbol("(") {
            return Ok(vec![self.value()?]);
        }
        let mut values = vec![self.value()?];
        while self.symbol(",") {
            values.push(self.value()?);
        }
        self.expect(")")?;
        Ok(values)
    }

    fn value(&mut self) -> Result<Value, Refusal> {
        self.blanks();
        let Some(quote) = self
            .rest()
            .chars()
            .next()
            .filter(|c| matches!(c, '\'' | '"'))
        else {
            let word = self.peek_word();
            let value = match word.to_lowercase().as_str() {
                "true" => true.into(),
                "false" => false.into(),
                _ => serde_json::from_str(word)
                    .ok()
                    .filter(Value::is_number)
                    .ok_or_else(|| self.invalid())?,
            };
            self.at += word.len();
            return Ok(value);
        };
        let mut text = String::new();
        let mut letters = self.rest()[1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
                letter if letter == quote => {
                    self.at += 1 + at + 1;
                    return Ok(text.into());
                }
                letter => text.push(letter),
            }
        }
        Err(self.invalid())
    }
}

fn one_or(mut filters: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match (filters.pop(), filters.is_empty()) {
        (Some(filter), true) => filter,
        (Some(filter), false) => {
            filters.push(filter);
            join(filters)
        }
        (None, _) => Filter::Nothing,
    }
}

#[cfg(test)]
mod tests;
