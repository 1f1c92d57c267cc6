//! A value, as it is shown in tables and facts.

use std::fmt::Display;

use askama::Template;

use super::tone::Tone;
use crate::html::Html;

/// A value, as it is shown in tables and facts.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub(super) content: Html,
    pub(super) is_number: bool,
}

#[derive(Template)]
#[template(
    source = "{% if kind == \"code\" %}<code>{{ text }}</code>\
              {% else if kind == \"block\" %}<pre tabindex=\"0\" aria-label=\"{{ extra }}\">{{ text }}</pre>\
              {% else if kind == \"link\" %}<a href=\"{{ extra }}\">{{ text }}</a>\
              {% else %}<span class=\"tone {{ kind }}\">{{ text }}</span>{% endif %}",
    ext = "html"
)]
struct Rendered<'a> {
    kind: &'static str,
    text: &'a str,
    extra: &'a str,
}

#[derive(Template)]
#[template(path = "copy.html")]
struct Copied<'a> {
    id: &'a str,
    label: &'a str,
    value: &'a str,
}

impl Cell {
    fn of(kind: &'static str, text: impl Display, extra: &str) -> Self {
        let text = &text.to_string();
        let content = Html::of(&Rendered { kind, text, extra });
        Self {
            content,
            is_number: false,
        }
    }

    /// Words.
    pub fn text(text: impl Display) -> Self {
        let content = Html::text(text);
        Self {
            content,
            is_number: false,
        }
    }

    /// A number, which stands at the right of its column.
    pub fn number(number: impl Display) -> Self {
        let content = Html::text(number);
        Self {
            content,
            is_number: true,
        }
    }

    /// Something that is read letter by letter: an identifier, an address, a fingerprint.
    pub fn code(text: impl Display) -> Self {
        Self::of("code", text, "")
    }

    /// Several lines as they are, as a certificate in PEM; `label` says what they are.
    pub fn block(label: &str, text: impl Display) -> Self {
        Self::of("block", text, label)
    }

    /// Words that lead to the page at `path`.
    pub fn link(path: &str, text: impl Display) -> Self {
        Self::of("link", text, path)
    }

    /// A state, and what it means.
    pub fn tone(tone: Tone, text: impl Display) -> Self {
        Self::of(tone.class(), text, "")
    }

    /// A value to be taken away, which can be selected as a whole; `id` is its place in the page, `label`
    /// what it is.
    pub fn copy(id: &str, label: &str, value: &str) -> Self {
        let content = Html::of(&Copied { id, label, value });
        Self {
            content,
            is_number: false,
        }
    }

    /// Markup, as a form of one button.
    pub fn html(content: impl Into<Html>) -> Self {
        let content = content.into();
        Self {
            content,
            is_number: false,
        }
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self::default()
    }
}

impl From<Cell> for Html {
    fn from(cell: Cell) -> Self {
        cell.content
    }
}
