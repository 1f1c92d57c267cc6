//! A part of a page under a heading of its own.

use askama::Template;

use super::actions::Actions;
use crate::html::Html;

/// A part of a page under a heading of its own.
#[derive(Clone, Debug)]
pub struct Section {
    heading: String,
    id: String,
    parts: Vec<Html>,
    actions: Html,
    is_live: bool,
}

impl Section {
    /// Under that heading.
    pub fn new(heading: &str) -> Self {
        let id = heading.to_lowercase();
        Self {
            heading: heading.to_owned(),
            id: id
                .chars()
                .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
                .collect(),
            parts: Vec::new(),
            actions: Html::nothing(),
            is_live: false,
        }
    }

    /// With a further part.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.parts.push(part.into());
        self
    }

    /// With a sentence.
    #[must_use]
    pub fn words(mut self, words: &str) -> Self {
        self.parts.push(Html::of(&Words { words }));
        self
    }

    /// With what can be done, beside the heading.
    #[must_use]
    pub fn actions(mut self, actions: Actions) -> Self {
        self.actions = actions.into();
        self
    }

    /// Exchanged while the page is looked at, when what it shows has changed.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.is_live = true;
        self
    }
}

#[derive(Template)]
#[template(source = "<p>{{ words }}</p>", ext = "html")]
struct Words<'a> {
    words: &'a str,
}

#[derive(Template)]
#[template(path = "section.html")]
struct Rendered {
    section: Section,
}

impl From<Section> for Html {
    fn from(section: Section) -> Self {
        Self::of(&Rendered { section })
    }
}
