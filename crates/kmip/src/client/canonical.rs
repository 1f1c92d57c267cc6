//! Distinguished names as they are compared (RFC 5280, section 7.1).

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

/// A distinguished name in the form in which names are compared: whatever the type of its strings, in
/// lower case, without blanks around and with one blank within (RFC 5280, section 7.1, as OpenSSL does
/// it: of letters beyond ASCII the case counts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalName(Vec<Vec<(String, Value)>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text(String),
    /// What is no string, by its tag.
    Other(u32, Vec<u8>),
}

impl CanonicalName {
    /// From the DER of a name; `None` when it is none.
    #[must_use]
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let (_, name) = X509Name::from_der(der).ok()?;
        Some(Self::of(&name))
    }

    pub(super) fn of(name: &X509Name<'_>) -> Self {
        let parts = name.iter().map(|part| {
            let mut attributes: Vec<_> = part
                .iter()
                .map(|attribute| {
                    let value = Value::of(attribute.attr_value());
                    (attribute.attr_type().to_id_string(), value)
                })
                .collect();
            attributes.sort();
            attributes
        });
        Self(parts.collect())
    }

    /// Whether it has no part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it lies in the subtree of `base` (RFC 5280, section 4.2.1.10).
    pub(super) fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

impl Value {
    fn of(value: &Any<'_>) -> Self {
        match text(value) {
            Some(text) => Self::Text(folded(&text)),
            None => Self::Other(value.tag().0, value.data.to_vec()),
        }
    }
}

/// The text of a string of any of ASN.1's types; `None` when it is none.
pub(super) fn text(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    match value.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        // OpenSSL takes the third for ISO 8859-1, too.
        Tag::PrintableString | Tag::Ia5String | Tag::T61String | Tag::VisibleString => {
            Some(bytes.iter().copied().map(char::from).collect())
        }
        Tag::BmpString => {
            let units = bytes.chunks(2).map(|pair| match *pair {
                [high, low] => Some(u16::from_be_bytes([high, low])),
                _ => None,
            });
            String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
        }
        Tag::UniversalString => {
            let characters = bytes.chunks(4).map(|four| {
                let four: [u8; 4] = four.try_into().ok()?;
                char::from_u32(u32::from_be_bytes(four))
            });
            characters.collect()
        }
        _ => None,
    }
}

fn folded(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_ascii_whitespace() || c == '\x0B')
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::CanonicalName;

    /// A name of one common name, of that type of string.
    fn named(tag: u8, value: &[u8]) -> CanonicalName {
        let mut der = vec![0x06, 3, 0x55, 4, 3, tag, value.len().try_into().unwrap()];
        der.extend(value);
        for tag in [0x30, 0x31, 0x30] {
            der.splice(0..0, [tag, der.len().try_into().unwrap()]);
        }
        CanonicalName::of_der(&der).unwrap()
    }

    #[test]
    fn the_type_of_a_string_its_case_and_its_blanks_do_not_count() {
        let name = named(12, b"Corp Root");
        for (tag, value) in [
            (19, &b"Corp Root"[..]),
            (22, b"CORP ROOT"),
            (20, b"  corp \t root "),
            (26, b"corp root"),
            (30, b"\0C\0o\0r\0p\0 \0R\0o\0o\0t"),
            (
                28,
                b"\0\0\0C\0\0\0o\0\0\0r\0\0\0p\0\0\0 \0\0\0R\0\0\0o\0\0\0o\0\0\0t",
            ),
        ] {
            assert_eq!(named(tag, value), name, "{tag}");
        }
        for (tag, value) in [(12, &b"CorpRoot"[..]), (4, b"Corp Root"), (30, b"\0C\0")] {
            assert_ne!(named(tag, value), name, "{tag}");
        }
    }

    #[test]
    fn beyond_ascii_the_case_counts() {
        assert_ne!(named(12, "Ä".as_bytes()), named(12, "ä".as_bytes()));
        assert_eq!(named(12, "Ä".as_bytes()), named(20, b"\xC4"));
    }
}
