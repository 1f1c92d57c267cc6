//! Parts side by side, and under one another.

use askama::Template;

use crate::html::Html;

/// Parts side by side, as many as there is room for.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    parts: Vec<Html>,
}

impl Pair {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a further part.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.parts.push(part.into());
        self
    }
}

#[derive(Template)]
#[template(
    source = "<div class=\"pair\">{% for part in parts %}{{ part }}{% endfor %}</div>",
    ext = "html"
)]
struct Rendered {
    parts: Vec<Html>,
}

impl From<Pair> for Html {
    fn from(pair: Pair) -> Self {
        let Pair { parts } = pair;
        Self::of(&Rendered { parts })
    }
}

/// Parts under one another, as one of a [`Pair`].
#[derive(Clone, Debug, Default)]
pub struct Stack {
    parts: Vec<Html>,
}

impl Stack {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a further part.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.parts.push(part.into());
        self
    }
}

#[derive(Template)]
#[template(
    source = "<div class=\"stack\">{% for part in parts %}{{ part }}{% endfor %}</div>",
    ext = "html"
)]
struct Stacked {
    parts: Vec<Html>,
}

impl From<Stack> for Html {
    fn from(stack: Stack) -> Self {
        let Stack { parts } = stack;
        Self::of(&Stacked { parts })
    }
}
