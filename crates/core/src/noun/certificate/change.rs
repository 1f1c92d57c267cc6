//! Changes of a subject: what is given takes the place of what was.

use std::str::FromStr;

use super::subject::{CommonName, Country, Email, Locality, Organization, Subject};

/// What happens to an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It goes; an empty text is read as this.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T: FromStr> FromStr for Change<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text.is_empty() {
            Ok(Self::Clear)
        } else {
            text.parse().map(Self::Set)
        }
    }
}

impl<T: Clone> Change<T> {
    fn apply(&self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::Set(new) => Some(new.clone()),
        }
    }
}

/// What happens to each attribute of a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectChanges {
    /// CN
    pub common_name: Change<CommonName>,
    /// C
    pub country: Change<Country>,
    /// ST
    pub state: Change<Locality>,
    /// L
    pub locality: Change<Locality>,
    /// O
    pub organization: Change<Organization>,
    /// OU
    pub organizational_unit: Change<Organization>,
    /// emailAddress
    pub email: Change<Email>,
}

impl SubjectChanges {
    /// The subject after the changes.
    pub fn apply(&self, old: Subject) -> Subject {
        Subject {
            common_name: self.common_name.apply(old.common_name),
            country: self.country.apply(old.country),
            state: self.state.apply(old.state),
            locality: self.locality.apply(old.locality),
            organization: self.organization.apply(old.organization),
            organizational_unit: self.organizational_unit.apply(old.organizational_unit),
            email: self.email.apply(old.email),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_cleared_and_kept() {
        let changes = SubjectChanges {
            common_name: "x".parse().unwrap(),
            organization: "".parse().unwrap(),
            ..SubjectChanges::default()
        };
        let after = changes.apply(Subject::default());
        assert_eq!(after.common_name, "x".parse().ok());
        assert_eq!(after.organization, None);
        assert_eq!(
            after.organizational_unit,
            Subject::default().organizational_unit
        );
        assert!("\n".parse::<Change<CommonName>>().is_err());
    }
}
