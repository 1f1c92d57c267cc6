//! A form.

use askama::Template;

use super::field::Field;
use crate::html::Html;

/// A form, which is sent to a path of this site with the token of the session's forms.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    token: String,
    id: String,
    fields: Vec<Field>,
    submit: String,
    cancel: Option<String>,
    is_grave: bool,
    is_inline: bool,
    is_search: bool,
}

impl Form {
    /// Sent to `action`.
    pub fn new(action: &str, token: impl AsRef<str>) -> Self {
        let id: String = action
            .chars()
            .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
            .collect();
        Self {
            action: action.to_owned(),
            token: token.as_ref().to_owned(),
            id: format!("form{id}"),
            fields: Vec::new(),
            submit: "Save".to_owned(),
            cancel: None,
            is_grave: false,
            is_inline: false,
            is_search: false,
        }
    }

    /// A search: it changes nothing, and shows the page at `action` with what was typed in its address.
    pub fn search(action: &str) -> Self {
        Self {
            is_search: true,
            is_inline: true,
            submit: "Search".to_owned(),
            ..Self::new(action, "")
        }
    }

    /// With a further field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// With further fields.
    #[must_use]
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// With words over the fields that follow.
    #[must_use]
    pub fn heading(self, words: &str) -> Self {
        self.field(Field::heading(words))
    }

    /// What its button says.
    #[must_use]
    pub fn submit(mut self, words: &str) -> Self {
        words.clone_into(&mut self.submit);
        self
    }

    /// With a way back to the page at `path`.
    #[must_use]
    pub fn cancel(mut self, path: &str) -> Self {
        self.cancel = Some(path.to_owned());
        self
    }

    /// What it does cannot be undone.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.is_grave = true;
        self
    }

    /// In one line with what stands beside it.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.is_inline = true;
        self
    }

    fn rendered_fields(&self) -> Vec<Html> {
        let fields = self.fields.iter();
        fields.map(|field| field.render(&self.id)).collect()
    }
}

#[derive(Template)]
#[template(path = "form.html")]
struct Rendered {
    form: Form,
}

impl From<Form> for Html {
    fn from(form: Form) -> Self {
        Self::of(&Rendered { form })
    }
}
