//! What can be done on a page.

use askama::Template;

use super::form::Form;
use crate::html::Html;

/// What can be done on a page: links and forms of one button, in a line.
#[derive(Clone, Debug, Default)]
pub struct Actions {
    actions: Vec<Html>,
}

impl Actions {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a link that looks like a button; `name` says the whole where `words` do not, as of `+`.
    #[must_use]
    pub fn link(mut self, path: &str, words: &str, name: &str) -> Self {
        self.actions.push(Html::of(&Button { path, words, name }));
        self
    }

    /// With a form of one button.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.actions.push(form.inline().into());
        self
    }

    /// With other markup.
    #[must_use]
    pub fn part(mut self, part: impl Into<Html>) -> Self {
        self.actions.push(part.into());
        self
    }
}

#[derive(Template)]
#[template(
    source = "<a class=\"button\" href=\"{{ path }}\"{% if !name.is_empty() %} aria-label=\"{{ name }}\" \
              title=\"{{ name }}\"{% endif %}>{{ words }}</a>",
    ext = "html"
)]
struct Button<'a> {
    path: &'a str,
    words: &'a str,
    name: &'a str,
}

#[derive(Template)]
#[template(
    source = "<div class=\"actions\">{% for action in actions %}{{ action }}{% endfor %}</div>",
    ext = "html"
)]
struct Rendered {
    actions: Vec<Html>,
}

impl From<Actions> for Html {
    fn from(actions: Actions) -> Self {
        let Actions { actions } = actions;
        Self::of(&Rendered { actions })
    }
}
