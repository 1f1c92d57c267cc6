//! What is shown when it is asked for.

use askama::Template;

use crate::html::Html;

/// What is shown when it is asked for, as the confirmation of something grave. It takes no script.
#[derive(Clone, Debug)]
pub struct Fold {
    words: String,
    parts: Vec<Html>,
    is_open: bool,
    is_grave: bool,
}

impl Fold {
    /// Opened by those words.
    pub fn new(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            parts: Vec::new(),
            is_open: false,
            is_grave: false,
        }
    }

    /// With a further part.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.parts.push(part.into());
        self
    }

    /// Open at first.
    #[must_use]
    pub fn open(mut self, is_open: bool) -> Self {
        self.is_open = is_open;
        self
    }

    /// What is in it cannot be undone.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.is_grave = true;
        self
    }
}

#[derive(Template)]
#[template(
    source = "<details class=\"fold{% if fold.is_grave %} grave{% endif %}\"{% if fold.is_open %} open{% endif %}>\
              <summary>{{ fold.words }}</summary><div class=\"folded\">\
              {% for part in fold.parts %}{{ part }}{% endfor %}</div></details>",
    ext = "html"
)]
struct Rendered {
    fold: Fold,
}

impl From<Fold> for Html {
    fn from(fold: Fold) -> Self {
        Self::of(&Rendered { fold })
    }
}
