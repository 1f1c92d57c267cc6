//! What was typed into a form.

use std::fmt;

/// What was typed into a form, or is in the address of a page (`application/x-www-form-urlencoded`). Its
/// fields may be secret: they are not in its `Debug`.
#[derive(Clone, Default)]
pub struct Input {
    fields: Vec<(String, String)>,
}

impl Input {
    /// Reads the body of a form, or what follows the question mark of an address.
    pub fn read(text: &[u8]) -> Self {
        let fields = form_urlencoded::parse(text);
        Self {
            fields: fields
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }

    /// What the field `name` holds; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// The same without blanks around it; `None` when nothing was typed.
    pub fn typed(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|text| !text.is_empty())
    }

    /// All that the fields of that name hold: of check boxes, those that are checked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.fields.iter().filter(move |(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the check box of that name is checked.
    pub fn is_on(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_by_their_names() {
        let input = Input::read(b"name=a%2Bb+c&empty=+&group=1&group=2&sure=yes");
        assert_eq!(input.get("name"), "a+b c");
        assert_eq!((input.typed("empty"), input.typed("absent")), (None, None));
        assert_eq!(input.all("group").collect::<Vec<_>>(), ["1", "2"]);
        assert!(input.is_on("sure") && !input.is_on("unsure"));
        assert!(!format!("{input:?}").contains("a+b"));
    }
}
