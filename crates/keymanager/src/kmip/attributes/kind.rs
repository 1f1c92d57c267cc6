//! Which attributes there are, and what may be done with each (KMIP 1.4, section 3).

use kmip::ProtocolVersion;
use kmip::ttlv::{Tag, Value};

use crate::store::DateField;

/// What an attribute is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Set by the server only.
    Server,
    /// A Name.
    Name,
    /// Cryptographic Algorithm or Length: set when the object is made.
    Fixed,
    /// Cryptographic Usage Mask.
    UsageMask,
    /// A date of the object's life.
    Date(DateField),
    /// Sensitive.
    Sensitive,
    /// Extractable.
    Extractable,
    /// Kept for the clients; it means nothing to the key manager.
    Kept {
        /// What its value has to be.
        value: Type,
        /// Whether an object may have several.
        many: bool,
    },
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Structure,
    Any,
}

impl Type {
    pub(crate) fn allows(self, value: &Value) -> bool {
        match self {
            Self::Text => matches!(value, Value::TextString(_)),
            Self::Structure => matches!(value, Value::Structure(fields) if !fields.is_empty()),
            Self::Any => !matches!(value, Value::Structure(fields) if fields.is_empty()),
        }
    }
}

impl Kind {
    const fn one(value: Type) -> Self {
        Self::Kept { value, many: false }
    }

    const fn many(value: Type) -> Self {
        Self::Kept { value, many: true }
    }
}

/// An attribute that the standard has dropped in 2.0.
const OPERATION_POLICY_NAME: Tag = Tag::new(0x42_005D);

/// What the standard has dropped in 2.0: that, and the Certificate Identifier, Subject and Issuer of 1.0.
const REMOVED: [Tag; 4] = [
    OPERATION_POLICY_NAME,
    Tag::new(0x42_0014),
    Tag::new(0x42_001A),
    Tag::new(0x42_0015),
];

/// The standard's attributes that objects have here, in the order in which they are listed.
// A table, which reads best a line an attribute.
#[rustfmt::skip]
pub(crate) const STANDARD: &[(Tag, &str, Kind)] = &[
    (Tag::UNIQUE_IDENTIFIER, "Unique Identifier", Kind::Server),
    (Tag::NAME, "Name", Kind::Name),
    (Tag::OBJECT_TYPE, "Object Type", Kind::Server),
    (Tag::CRYPTOGRAPHIC_ALGORITHM, "Cryptographic Algorithm", Kind::Fixed),
    (Tag::CRYPTOGRAPHIC_LENGTH, "Cryptographic Length", Kind::Fixed),
    (Tag::new(0x42_002B), "Cryptographic Parameters", Kind::many(Type::Structure)),
    (Tag::new(0x42_0029), "Cryptographic Domain Parameters", Kind::one(Type::Structure)),
    (Tag::new(0x42_001D), "Certificate Type", Kind::Server),
    (Tag::new(0x42_00AD), "Certificate Length", Kind::Server),
    (Tag::new(0x42_00B5), "X.509 Certificate Identifier", Kind::Server),
    (Tag::new(0x42_00B7), "X.509 Certificate Subject", Kind::Server),
    (Tag::new(0x42_00B6), "X.509 Certificate Issuer", Kind::Server),
    (Tag::new(0x42_0014), "Certificate Identifier", Kind::Server),
    (Tag::new(0x42_001A), "Certificate Subject", Kind::Server),
    (Tag::new(0x42_0015), "Certificate Issuer", Kind::Server),
    (Tag::new(0x42_00AE), "Digital Signature Algorithm", Kind::Server),
    (Tag::new(0x42_0108), "Certificate Subject CN", Kind::Server),
    (Tag::new(0x42_0109), "Certificate Subject O", Kind::Server),
    (Tag::new(0x42_010A), "Certificate Subject OU", Kind::Server),
    (Tag::new(0x42_010B), "Certificate Subject Email", Kind::Server),
    (Tag::new(0x42_010C), "Certificate Subject C", Kind::Server),
    (Tag::new(0x42_010D), "Certificate Subject ST", Kind::Server),
    (Tag::new(0x42_010E), "Certificate Subject L", Kind::Server),
    (Tag::new(0x42_010F), "Certificate Subject UID", Kind::Server),
    (Tag::new(0x42_0110), "Certificate Subject Serial Number", Kind::Server),
    (Tag::new(0x42_0111), "Certificate Subject Title", Kind::Server),
    (Tag::new(0x42_0112), "Certificate Subject DC", Kind::Server),
    (Tag::new(0x42_0113), "Certificate Subject DN Qualifier", Kind::Server),
    (Tag::new(0x42_0114), "Certificate Issuer CN", Kind::Server),
    (Tag::new(0x42_0115), "Certificate Issuer O", Kind::Server),
    (Tag::new(0x42_0116), "Certificate Issuer OU", Kind::Server),
    (Tag::new(0x42_0117), "Certificate Issuer Email", Kind::Server),
    (Tag::new(0x42_0118), "Certificate Issuer C", Kind::Server),
    (Tag::new(0x42_0119), "Certificate Issuer ST", Kind::Server),
    (Tag::new(0x42_011A), "Certificate Issuer L", Kind::Server),
    (Tag::new(0x42_011B), "Certificate Issuer UID", Kind::Server),
    (Tag::new(0x42_011C), "Certificate Issuer Serial Number", Kind::Server),
    (Tag::new(0x42_011D), "Certificate Issuer Title", Kind::Server),
    (Tag::new(0x42_011E), "Certificate Issuer DC", Kind::Server),
    (Tag::new(0x42_011F), "Certificate Issuer DN Qualifier", Kind::Server),
    (Tag::new(0x42_0034), "Digest", Kind::Server),
    (OPERATION_POLICY_NAME, "Operation Policy Name", Kind::one(Type::Text)),
    (Tag::CRYPTOGRAPHIC_USAGE_MASK, "Cryptographic Usage Mask", Kind::UsageMask),
    (Tag::STATE, "State", Kind::Server),
    (Tag::INITIAL_DATE, "Initial Date", Kind::Server),
    (Tag::ACTIVATION_DATE, "Activation Date", Kind::Date(|dates| &mut dates.activation)),
    (Tag::PROCESS_START_DATE, "Process Start Date", Kind::Date(|dates| &mut dates.process_start)),
    (Tag::PROTECT_STOP_DATE, "Protect Stop Date", Kind::Date(|dates| &mut dates.protect_stop)),
    (Tag::DEACTIVATION_DATE, "Deactivation Date", Kind::Date(|dates| &mut dates.deactivation)),
    (Tag::DESTROY_DATE, "Destroy Date", Kind::Server),
    (Tag::COMPROMISE_OCCURRENCE_DATE, "Compromise Occurrence Date", Kind::Server),
    (Tag::COMPROMISE_DATE, "Compromise Date", Kind::Server),
    (Tag::REVOCATION_REASON, "Revocation Reason", Kind::Server),
    (Tag::new(0x42_0005), "Archive Date", Kind::Server),
    (Tag::new(0x42_0056), "Object Group", Kind::many(Type::Text)),
    (Tag::new(0x42_00A8), "Fresh", Kind::Server),
    (Tag::new(0x42_004A), "Link", Kind::many(Type::Structure)),
    (Tag::new(0x42_0004), "Application Specific Information", Kind::many(Type::Structure)),
    (Tag::new(0x42_0022), "Contact Information", Kind::one(Type::Text)),
    (Tag::LAST_CHANGE_DATE, "Last Change Date", Kind::Server),
    (Tag::new(0x42_00BF), "Alternative Name", Kind::many(Type::Structure)),
    (Tag::new(0x42_00BC), "Original Creation Date", Kind::Server),
    (Tag::new(0x42_00FB), "PKCS#12 Friendly Name", Kind::one(Type::Text)),
    (Tag::new(0x42_00FC), "Description", Kind::one(Type::Text)),
    (Tag::new(0x42_00FD), "Comment", Kind::one(Type::Text)),
    (Tag::new(0x42_0120), "Sensitive", Kind::Sensitive),
    (Tag::new(0x42_0121), "Always Sensitive", Kind::Server),
    (Tag::new(0x42_0122), "Extractable", Kind::Extractable),
    (Tag::new(0x42_0123), "Never Extractable", Kind::Server),
    (Tag::LEASE_TIME, "Lease Time", Kind::Server),
    (Tag::new(0x42_00DE), "Random Number Generator", Kind::one(Type::Structure)),
    (Tag::KEY_FORMAT_TYPE, "Key Format Type", Kind::Server),
    (Tag::new(0x42_0136), "Short Unique Identifier", Kind::Server),
    (Tag::new(0x42_015E), "Protection Storage Mask", Kind::Server),
];

/// What the attribute of that name is in that version; `None` when objects have no such attribute.
pub(crate) fn kind_of(name: &str, version: ProtocolVersion) -> Option<Kind> {
    let standard = STANDARD.iter().find(|(_, known, _)| *known == name);
    match standard {
        Some(&(tag, _, kind)) => is_in(tag, version).then_some(kind),
        None => vendors(name, version),
    }
}

/// Whether the version has the attribute.
pub(crate) fn is_in(tag: Tag, version: ProtocolVersion) -> bool {
    let removed = REMOVED.contains(&tag) && version.has_tagged_attributes();
    // A field of key blocks before.
    let later = tag == Tag::KEY_FORMAT_TYPE && !version.has_tagged_attributes();
    version.has(tag) && !removed && !later
}

/// Attributes of vendors: in 1.x clients set `x-...` and servers `y-...` (section 3.39); from 2.0 on
/// every vendor has its prefix (KMIP 2.1, section 4.60), and this server sets none.
fn vendors(name: &str, version: ProtocolVersion) -> Option<Kind> {
    let (prefix, rest) = name.split_once('-')?;
    let client = match (version.has_tagged_attributes(), prefix) {
        (_, "x") => true,
        (true, prefix) => prefix != "y",
        (false, "y") => false,
        (false, _) => return None,
    };
    let kind = if client {
        Kind::many(Type::Any)
    } else {
        Kind::Server
    };
    (!rest.is_empty()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_standards() {
        for (tag, name, _) in STANDARD {
            assert_eq!(tag.name(), Some(*name));
        }
    }

    #[test]
    fn versions_have_their_attributes() {
        let has = |name, version| kind_of(name, version).is_some();
        for (name, since, until) in [
            ("State", ProtocolVersion::V1_0, ProtocolVersion::V2_1),
            ("Fresh", ProtocolVersion::V1_1, ProtocolVersion::V2_1),
            (
                "Original Creation Date",
                ProtocolVersion::V1_2,
                ProtocolVersion::V2_1,
            ),
            ("Sensitive", ProtocolVersion::V1_4, ProtocolVersion::V2_1),
            (
                "Operation Policy Name",
                ProtocolVersion::V1_0,
                ProtocolVersion::V1_4,
            ),
        ] {
            for &version in ProtocolVersion::SUPPORTED {
                let expected = (since..=until).contains(&version);
                assert_eq!(has(name, version), expected, "{name} {version}");
            }
        }
        assert!(has("x-color", ProtocolVersion::V1_0));
        assert!(!has("acme-color", ProtocolVersion::V1_4));
        assert!(has("acme-color", ProtocolVersion::V2_0));
        assert!(!has("color", ProtocolVersion::V2_1));
        assert!(!has("x-", ProtocolVersion::V1_4));
    }
}
