//! Sentences for people, in which the edge fills in which command helps.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::remedy::Remedy;

/// Sentences, and between them what would help. Plain text without the latter; the edge renders them
/// as sentences of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Text(String),
    Remedy(Remedy),
}

impl Message {
    /// That text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }

    /// Followed by what would help.
    #[must_use]
    pub fn with(mut self, remedy: impl Into<Option<Remedy>>) -> Self {
        self.0.extend(remedy.into().map(Part::Remedy));
        self
    }

    /// Followed by another message.
    #[must_use]
    pub fn then(mut self, other: impl Into<Self>) -> Self {
        self.0.extend(other.into().0);
        self
    }

    /// On one line, a blank between its parts, with `hint` for what would help.
    pub fn render(&self, mut hint: impl FnMut(&Remedy) -> String) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Remedy(remedy) => hint(remedy),
        });
        parts
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What would help, in order.
    pub fn remedies(&self) -> impl Iterator<Item = &Remedy> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Remedy(remedy) => Some(remedy),
        })
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As the database keeps it: JSON.
    pub(crate) fn to_stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.to_string())
    }

    /// As [`to_stored`](Self::to_stored) wrote it. What an earlier release wrote is plain text.
    pub(crate) fn from_stored(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self::text(text))
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl fmt::Display for Message {
    /// Without what would help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(|_| String::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message::text("The array is locked:")
            .then(Message::text("No key.").with(Remedy::InsertCard))
            .with(Remedy::FixAndSwitchOn)
    }

    #[test]
    fn hints_stand_where_they_belong() {
        let hint = |remedy: &Remedy| match remedy {
            Remedy::InsertCard => "Insert it.".to_owned(),
            _ => "Try again.".to_owned(),
        };
        assert_eq!(
            message().render(hint),
            "The array is locked: No key. Insert it. Try again."
        );
        assert_eq!(message().to_string(), "The array is locked: No key.");
    }

    #[test]
    fn a_message_is_kept() {
        assert_eq!(Message::from_stored(&message().to_stored()), message());
        let old = "The array is locked.";
        assert_eq!(Message::from_stored(old), Message::text(old));
    }
}
