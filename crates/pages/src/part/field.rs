//! A field of a form.

use askama::Template;

use crate::html::Html;

/// A field of a form, with its label.
#[derive(Clone, Debug)]
pub struct Field {
    kind: &'static str,
    name: String,
    label: String,
    hint: String,
    value: String,
    options: Vec<(String, String)>,
    complete: &'static str,
    into: String,
    is_required: bool,
    is_on: bool,
    is_code: bool,
    has_focus: bool,
    fold: String,
}

impl Field {
    fn new(kind: &'static str, name: &str, label: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            value: String::new(),
            options: Vec::new(),
            complete: "off",
            into: String::new(),
            is_required: false,
            is_on: false,
            is_code: false,
            has_focus: false,
            fold: String::new(),
        }
    }

    /// A line of text.
    pub fn text(name: &str, label: &str) -> Self {
        Self::new("text", name, label)
    }

    /// An address of electronic mail.
    pub fn email(name: &str, label: &str) -> Self {
        Self::new("email", name, label)
    }

    /// A whole number.
    pub fn number(name: &str, label: &str) -> Self {
        Self::new("number", name, label)
    }

    /// A password that is known; it never comes back in a page.
    pub fn password(name: &str, label: &str) -> Self {
        Self {
            complete: "current-password",
            ..Self::new("password", name, label)
        }
    }

    /// A password that is made up now.
    pub fn new_password(name: &str, label: &str) -> Self {
        Self {
            complete: "new-password",
            ..Self::new("password", name, label)
        }
    }

    /// Several lines.
    pub fn area(name: &str, label: &str) -> Self {
        Self::new("area", name, label)
    }

    /// A file, whose text the script puts into the field `into`. Without a script there is no such field,
    /// and the text is pasted.
    pub fn file(into: &str, label: &str) -> Self {
        Self {
            into: into.to_owned(),
            ..Self::new("file", "", label)
        }
    }

    /// One of several: what is sent, and what is shown of each.
    pub fn choice<S: Into<String>, L: Into<String>>(
        name: &str,
        label: &str,
        options: impl IntoIterator<Item = (S, L)>,
    ) -> Self {
        let options = options.into_iter();
        Self {
            options: options
                .map(|(sent, shown)| (sent.into(), shown.into()))
                .collect(),
            ..Self::new("choice", name, label)
        }
    }

    /// A check box, which sends `yes`.
    pub fn check(name: &str, label: &str) -> Self {
        Self {
            value: "yes".to_owned(),
            ..Self::new("check", name, label)
        }
    }

    /// Words over the fields that follow.
    pub fn heading(words: &str) -> Self {
        Self::new("heading", "", words)
    }

    /// What is sent along and not shown.
    pub fn hidden(name: &str, value: &str) -> Self {
        Self::new("hidden", name, "").value(value)
    }

    /// With what it holds at first; of a choice, which is chosen.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        if self.kind == "check" {
            self.is_on = value == self.value;
        } else if self.kind != "password" {
            value.clone_into(&mut self.value);
        }
        self
    }

    /// With another value that a check box sends.
    #[must_use]
    pub fn sends(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// Checked at first.
    #[must_use]
    pub fn on(mut self, is_on: bool) -> Self {
        self.is_on = is_on;
        self
    }

    /// With a line that says what may be in it.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// It has to be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// What is typed is read letter by letter.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.is_code = true;
        self
    }

    /// Hidden behind those words until it is asked for.
    #[must_use]
    pub fn folded(mut self, words: &str) -> Self {
        words.clone_into(&mut self.fold);
        self
    }

    /// It is where typing begins.
    #[must_use]
    pub fn focus(mut self) -> Self {
        self.has_focus = true;
        self
    }

    /// What a browser may fill in, as HTML names it (`username`, `email`).
    #[must_use]
    pub fn complete(mut self, what: &'static str) -> Self {
        self.complete = what;
        self
    }

    /// Its place in the page: one of its own for each form.
    fn id(&self, form: &str) -> String {
        let name = if self.name.is_empty() {
            &self.into
        } else {
            &self.name
        };
        let value = if self.kind == "check" {
            &self.value
        } else {
            ""
        };
        format!(
            "{form}-{}{name}{value}",
            if self.kind == "file" { "file-" } else { "" }
        )
    }

    /// Whether what is hidden is shown from the start: it holds something.
    fn is_unfolded(&self) -> bool {
        self.kind != "choice" && !self.value.is_empty()
    }

    pub(super) fn render(&self, form: &str) -> Html {
        let id = self.id(form);
        let into = format!("{form}-{}", self.into);
        Html::of(&Rendered { it: self, id, into })
    }
}

#[derive(Template)]
#[template(path = "field.html")]
struct Rendered<'a> {
    it: &'a Field,
    id: String,
    into: String,
}
