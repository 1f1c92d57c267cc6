//! What is told at the top of a page.

use std::fmt::Display;

use askama::Template;

use super::tone::Tone;
use crate::html::Html;

/// What is told at the top of a page, also to those who listen to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    tone: Tone,
    text: String,
}

impl Notice {
    /// That something was done.
    pub fn good(text: impl Display) -> Self {
        Self::new(Tone::Good, text)
    }

    /// Something to know.
    pub fn warning(text: impl Display) -> Self {
        Self::new(Tone::Warning, text)
    }

    /// That something was not done, and why.
    pub fn bad(text: impl Display) -> Self {
        Self::new(Tone::Bad, text)
    }

    fn new(tone: Tone, text: impl Display) -> Self {
        let text = text.to_string();
        Self { tone, text }
    }

    /// Its words.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct Rendered<'a> {
    class: &'static str,
    word: &'static str,
    text: &'a str,
}

impl From<&Notice> for Html {
    fn from(notice: &Notice) -> Self {
        Self::of(&Rendered {
            class: notice.tone.class(),
            word: match notice.tone {
                Tone::Good => "Done",
                Tone::Warning => "Warning",
                Tone::Bad => "Error",
                Tone::Quiet => "Note",
            },
            text: &notice.text,
        })
    }
}

impl From<Notice> for Html {
    fn from(notice: Notice) -> Self {
        Self::from(&notice)
    }
}
