//! Facts about one thing.

use askama::Template;

use super::cell::Cell;
use crate::html::Html;

/// Facts about one thing: names and values.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    facts: Vec<(String, Cell)>,
}

impl Facts {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a further one.
    #[must_use]
    pub fn fact(mut self, name: &str, value: Cell) -> Self {
        self.facts.push((name.to_owned(), value));
        self
    }

    /// With a further one, when there is a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<Cell>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }
}

#[derive(Template)]
#[template(
    source = "<dl class=\"facts\">{% for (name, value) in facts %}<div><dt>{{ name }}</dt>\
              <dd>{{ value.content }}</dd></div>{% endfor %}</dl>",
    ext = "html"
)]
struct Rendered {
    facts: Vec<(String, Cell)>,
}

impl From<Facts> for Html {
    fn from(facts: Facts) -> Self {
        let Facts { facts } = facts;
        Self::of(&Rendered { facts })
    }
}
