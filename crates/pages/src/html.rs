//! Markup, in which foreign text is escaped.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Markup. It is made by the templates of this crate only, which escape the text that is put into them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// What the template makes.
    pub(crate) fn of(template: &impl Template) -> Self {
        // It writes into a string: nothing can fail.
        Self(template.render().unwrap_or_default())
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The text, escaped.
    pub fn text(text: impl fmt::Display) -> Self {
        Self::of(&Text {
            text: text.to_string(),
        })
    }

    /// Several, one after the other.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
struct Text {
    text: String,
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// It is not escaped once more.
impl HtmlSafe for Html {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_once() {
        let hostile = "</td><script>alert(\"1\")</script>&'";
        let shown = Html::text(hostile);
        for character in ['<', '>', '"', '\''] {
            assert!(!shown.as_str().contains(character), "{shown}");
        }
        assert_eq!(
            Html::all([Html::text("a&b"), Html::text("c")]).as_str(),
            "a&#38;bc"
        );
    }
}
