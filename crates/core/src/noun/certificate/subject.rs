//! Who a certificate is issued to: the attributes of its distinguished name, within the bounds of
//! RFC 5280, appendix A.1.

use std::fmt;
use std::str::FromStr;

use rcgen::{DistinguishedName, DnType, DnValue};

use super::summary::Summary;

/// The O and OU of a certificate that names none.
pub const DEFAULT_ORGANIZATION: &str = "Pure Storage, Inc.";

/// emailAddress (PKCS #9, RFC 2985).
const EMAIL_ADDRESS: [u64; 7] = [1, 2, 840, 113_549, 1, 9, 1];

/// A text of 1 to `MAX` characters without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MAX: usize>(String);

/// A common name (CN): at most 64 characters.
pub type CommonName = Text<64>;
/// An organization (O) or organizational unit (OU): at most 64 characters.
pub type Organization = Text<64>;
/// A state, province or locality: at most 128 characters.
pub type Locality = Text<128>;

/// A country: two letters (ISO 3166), kept in upper case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country(String);

/// An e-mail address: at most 255 ASCII characters, with an `@` between two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Why a text is no such attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttribute {
    /// For [`Text`].
    #[error("must be 1 to {0} characters, none of them a control character")]
    Text(usize),
    /// For [`Country`].
    #[error("must be two letters, as in ISO 3166")]
    Country,
    /// For [`Email`].
    #[error("must be an address like name@example.com, of at most 255 ASCII characters")]
    Email,
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = InvalidAttribute;

    fn from_str(text: &str) -> Result<Self, InvalidAttribute> {
        let valid =
            (1..=MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAttribute::Text(MAX))
        }
    }
}

impl FromStr for Country {
    type Err = InvalidAttribute;

    fn from_str(text: &str) -> Result<Self, InvalidAttribute> {
        let valid = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
        if valid {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(InvalidAttribute::Country)
        }
    }
}

impl FromStr for Email {
    type Err = InvalidAttribute;

    fn from_str(text: &str) -> Result<Self, InvalidAttribute> {
        let parts = text.split_once('@');
        let valid = text.len() <= 255
            && text.bytes().all(|b| b.is_ascii_graphic())
            && parts.is_some_and(|(user, host)| {
                !user.is_empty() && !host.is_empty() && !host.contains('@')
            });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAttribute::Email)
        }
    }
}

impl<const MAX: usize> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Country {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An attribute of a certificate that was made elsewhere is out of the bounds kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}: give another one.")]
pub struct NotCarriedOver {
    /// The attribute's name.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: InvalidAttribute,
}

/// The attributes of a subject; `None` is an attribute that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// CN
    pub common_name: Option<CommonName>,
    /// C
    pub country: Option<Country>,
    /// ST
    pub state: Option<Locality>,
    /// L
    pub locality: Option<Locality>,
    /// O
    pub organization: Option<Organization>,
    /// OU
    pub organizational_unit: Option<Organization>,
    /// emailAddress
    pub email: Option<Email>,
}

impl Default for Subject {
    /// Only O and OU, as the documented certificate has them.
    fn default() -> Self {
        let pure: Option<Organization> = DEFAULT_ORGANIZATION.parse().ok();
        Self {
            common_name: None,
            country: None,
            state: None,
            locality: None,
            organization: pure.clone(),
            organizational_unit: pure,
            email: None,
        }
    }
}

impl Subject {
    /// The attributes of a certificate, to be carried over into another.
    ///
    /// # Errors
    /// When the certificate was made elsewhere and an attribute is out of the bounds kept here.
    pub(super) fn carried_over(summary: &Summary) -> Result<Self, NotCarriedOver> {
        Ok(Self {
            common_name: carry("Common name", summary.common_name.as_deref())?,
            country: carry("Country", summary.country.as_deref())?,
            state: carry("State", summary.state.as_deref())?,
            locality: carry("Locality", summary.locality.as_deref())?,
            organization: carry("Organization", summary.organization.as_deref())?,
            organizational_unit: carry(
                "Organizational unit",
                summary.organizational_unit.as_deref(),
            )?,
            email: carry("Email", summary.email.as_deref())?,
        })
    }

    /// The whole name, for one that has no common name: as a certificate made of it is read back.
    pub(super) fn whole_name(&self) -> Option<String> {
        let attributes = [
            ("CN", self.common_name.as_ref().map(AsRef::as_ref)),
            ("OU", self.organizational_unit.as_ref().map(AsRef::as_ref)),
            ("O", self.organization.as_ref().map(AsRef::as_ref)),
            ("L", self.locality.as_ref().map(AsRef::as_ref)),
            ("ST", self.state.as_ref().map(AsRef::as_ref)),
            ("C", self.country.as_ref().map(AsRef::as_ref)),
            ("Email", self.email.as_ref().map(AsRef::as_ref)),
        ];
        let given = attributes
            .into_iter()
            .filter_map(|(kind, value): (_, Option<&str>)| Some(format!("{kind}={}", value?)));
        let given: Vec<String> = given.collect();
        (!given.is_empty()).then(|| given.join(", "))
    }

    /// The distinguished name, from the narrow to the wide: CN, OU, O as in the documented
    /// certificate, then L, ST, C, emailAddress. C is a PrintableString and emailAddress an
    /// IA5String, as RFC 5280 has them; the others are UTF8String.
    pub(super) fn distinguished_name(&self) -> Result<DistinguishedName, rcgen::Error> {
        let mut name = DistinguishedName::new();
        let mut push = |kind, value: Option<&str>| {
            if let Some(value) = value {
                name.push(kind, value);
            }
        };
        push(
            DnType::CommonName,
            self.common_name.as_ref().map(AsRef::as_ref),
        );
        push(
            DnType::OrganizationalUnitName,
            self.organizational_unit.as_ref().map(AsRef::as_ref),
        );
        push(
            DnType::OrganizationName,
            self.organization.as_ref().map(AsRef::as_ref),
        );
        push(
            DnType::LocalityName,
            self.locality.as_ref().map(AsRef::as_ref),
        );
        push(
            DnType::StateOrProvinceName,
            self.state.as_ref().map(AsRef::as_ref),
        );
        if let Some(Country(country)) = &self.country {
            name.push(
                DnType::CountryName,
                DnValue::PrintableString(country.as_str().try_into()?),
            );
        }
        if let Some(Email(email)) = &self.email {
            let kind = DnType::CustomDnType(EMAIL_ADDRESS.to_vec());
            name.push(kind, DnValue::Ia5String(email.as_str().try_into()?));
        }
        Ok(name)
    }
}

fn carry<T: FromStr<Err = InvalidAttribute>>(
    field: &'static str,
    value: Option<&str>,
) -> Result<Option<T>, NotCarriedOver> {
    let parsed = value.map(str::parse).transpose();
    parsed.map_err(|reason| NotCarriedOver { field, reason })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds_of_the_common_name() {
        assert!("x".repeat(64).parse::<CommonName>().is_ok());
        assert!(
            "ä".repeat(64).parse::<CommonName>().is_ok(),
            "64 characters, not bytes"
        );
        for text in ["", "a\nb", "\u{1b}[2J", &"x".repeat(65)] {
            assert_eq!(
                text.parse::<CommonName>(),
                Err(InvalidAttribute::Text(64)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn countries_are_two_letters() {
        assert_eq!("us".parse::<Country>().unwrap().as_ref(), "US");
        for text in ["", "U", "USA", "U1", "Ü", "é"] {
            assert!(text.parse::<Country>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn addresses_have_two_parts() {
        assert!("a@b".parse::<Email>().is_ok());
        for text in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "ä@c",
            &format!("a@{}", "b".repeat(254)),
        ] {
            assert!(text.parse::<Email>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_kept_as_it_is(text in "\\PC{1,64}") {
            prop_assume!(!text.chars().any(char::is_control));
            let parsed = text.parse::<CommonName>().unwrap();
            prop_assert_eq!(parsed.as_ref(), text.as_str());
        }
    }
}
