//! Versions of the protocol.

use std::fmt;

use crate::ttlv::{DecodeError, Fields, Item, Tag};

/// A version of KMIP, as in 1.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProtocolVersion {
    /// The number before the point.
    pub major: i32,
    /// The number behind it.
    pub minor: i32,
}

impl ProtocolVersion {
    /// KMIP 1.0
    pub const V1_0: Self = Self::new(1, 0);
    /// KMIP 1.1
    pub const V1_1: Self = Self::new(1, 1);
    /// KMIP 1.2
    pub const V1_2: Self = Self::new(1, 2);
    /// KMIP 1.3
    pub const V1_3: Self = Self::new(1, 3);
    /// KMIP 1.4
    pub const V1_4: Self = Self::new(1, 4);
    /// KMIP 2.0
    pub const V2_0: Self = Self::new(2, 0);
    /// KMIP 2.1
    pub const V2_1: Self = Self::new(2, 1);

    /// All that are spoken here, the newest first.
    pub const SUPPORTED: &'static [Self] = &[
        Self::V2_1,
        Self::V2_0,
        Self::V1_4,
        Self::V1_3,
        Self::V1_2,
        Self::V1_1,
        Self::V1_0,
    ];

    /// The version of those numbers.
    #[must_use]
    pub const fn new(major: i32, minor: i32) -> Self {
        Self { major, minor }
    }

    /// Whether attributes are tagged items of their own instead of name and value (from 2.0).
    #[must_use]
    pub fn has_tagged_attributes(self) -> bool {
        self >= Self::V2_0
    }

    /// Whether it is spoken here.
    #[must_use]
    pub fn is_supported(self) -> bool {
        Self::SUPPORTED.contains(&self)
    }

    /// Whether this version has `tag`. The tags were numbered in the order in which they came, so the
    /// last one of each version tells (section 9.1.3.1 of each; KMIP 2.1, section 11.60). Extensions
    /// belong to no version.
    #[must_use]
    pub fn has(self, tag: Tag) -> bool {
        const LAST: [(ProtocolVersion, u32); 6] = [
            (ProtocolVersion::V1_0, 0x4200A1),
            (ProtocolVersion::V1_1, 0x4200B7),
            (ProtocolVersion::V1_2, 0x4200D3),
            (ProtocolVersion::V1_3, 0x4200F7),
            (ProtocolVersion::V1_4, 0x420124),
            (ProtocolVersion::V2_0, 0x420165),
        ];
        let is_standard = tag.code() >> 16 == 0x42;
        let since = LAST.iter().find(|(_, last)| tag.code() <= *last);
        !is_standard || since.is_some_and(|(version, _)| *version <= self)
    }

    /// As a Protocol Version structure (KMIP 1.4, section 6.1).
    #[must_use]
    pub fn to_item(self) -> Item {
        let fields = vec![
            Item::integer(Tag::PROTOCOL_VERSION_MAJOR, self.major),
            Item::integer(Tag::PROTOCOL_VERSION_MINOR, self.minor),
        ];
        Item::structure(Tag::PROTOCOL_VERSION, fields)
    }

    /// From a Protocol Version structure.
    ///
    /// # Errors
    /// When a field is missing or of the wrong type.
    pub fn from_item(item: Item) -> Result<Self, DecodeError> {
        let mut fields = Fields::expect(Tag::PROTOCOL_VERSION, item)?;
        let mut number = |tag| fields.integer(tag)?.ok_or_else(|| fields.missing(tag));
        Ok(Self {
            major: number(Tag::PROTOCOL_VERSION_MAJOR)?,
            minor: number(Tag::PROTOCOL_VERSION_MINOR)?,
        })
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
