//! What may be done with a key, and what an app may do with the keys of a group, in the words of DSM.

use std::ops::BitOr;

use kmip::enums::UsageMask;

/// What a key may be used for. What a bit of KMIP's usage mask stands for has the same bit here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyOps(u32);

impl KeyOps {
    /// Encrypt.
    pub const ENCRYPT: Self = Self(0x04);
    /// Decrypt.
    pub const DECRYPT: Self = Self(0x08);
    /// Wrap other keys.
    pub const WRAP_KEY: Self = Self(0x10);
    /// Give the value out.
    pub const EXPORT: Self = Self(0x40);
    /// Apps may change its state, not users only.
    pub const APP_MANAGEABLE: Self = Self(1 << 24);
    /// It is used so often that uses are not logged.
    pub const HIGH_VOLUME: Self = Self(1 << 25);

    /// The names of DSM.
    const NAMES: [(&'static str, u32); 13] = [
        ("SIGN", 0x01),
        ("VERIFY", 0x02),
        ("ENCRYPT", 0x04),
        ("DECRYPT", 0x08),
        ("WRAPKEY", 0x10),
        ("UNWRAPKEY", 0x20),
        ("EXPORT", 0x40),
        ("MACGENERATE", 0x80),
        ("MACVERIFY", 0x100),
        ("DERIVEKEY", 0x200),
        ("AGREEKEY", 0x800),
        ("APPMANAGEABLE", 1 << 24),
        ("HIGHVOLUME", 1 << 25),
    ];

    /// Those that a usage mask stands for.
    pub fn of_mask(mask: UsageMask) -> Self {
        Self(mask.bits().cast_unsigned() & 0x00FF_FFFF)
    }

    /// The usage mask that stands for them.
    pub fn mask(self) -> UsageMask {
        UsageMask::from_bits((self.0 & 0x00FF_FFFF).cast_signed())
    }

    /// Those of that name; `None` when there is none.
    pub fn named(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, bit)| Self(*bit))
    }

    /// Their names.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let known = Self::NAMES.iter();
        known.filter_map(move |(name, bit)| (self.0 & bit != 0).then_some(*name))
    }

    /// Whether all of those are among them.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Them without those.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// As it is kept: APPMANAGEABLE, HIGHVOLUME and EXPORT.
    pub(crate) fn extra(self) -> u32 {
        self.0 >> 24 & 0b11 | u32::from(self.contains(Self::EXPORT)) << 2
    }

    pub(crate) fn from_extra(bits: u32) -> Self {
        let export = if bits & 0b100 == 0 { 0 } else { Self::EXPORT.0 };
        Self((bits & 0b11) << 24 | export)
    }
}

impl BitOr for KeyOps {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What an app may do with the keys of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// Everything.
    pub const ALL: Self = Self(i32::MAX.cast_unsigned());
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Encrypt.
    pub const ENCRYPT: Self = Self(1 << 2);
    /// Decrypt.
    pub const DECRYPT: Self = Self(1 << 3);
    /// Wrap keys with keys.
    pub const WRAP_KEY: Self = Self(1 << 4);
    /// Get the values of keys.
    pub const EXPORT: Self = Self(1 << 9);
    /// Make keys and change them.
    pub const MANAGE: Self = Self(1 << 10);

    /// The names of DSM, each at the place of its bit.
    const NAMES: [&'static str; 17] = [
        "SIGN",
        "VERIFY",
        "ENCRYPT",
        "DECRYPT",
        "WRAPKEY",
        "UNWRAPKEY",
        "DERIVEKEY",
        "MACGENERATE",
        "MACVERIFY",
        "EXPORT",
        "MANAGE",
        "AGREEKEY",
        "MASKDECRYPT",
        "AUDIT",
        "TRANSFORM",
        "ENCAPSULATE",
        "DECAPSULATE",
    ];

    /// How many of the names old clients know.
    const OLD: usize = 13;

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// Those of that name; `None` when there is none.
    pub fn named(name: &str) -> Option<Self> {
        let place = Self::NAMES.iter().position(|known| *known == name);
        place.map(|place| Self(1 << place))
    }

    /// Their names, as far as old clients know them: others make them fail.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let known = Self::NAMES.iter().take(Self::OLD).enumerate();
        known.filter_map(move |(place, name)| (self.0 >> place & 1 != 0).then_some(*name))
    }

    /// Whether all of those are among them.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Permissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_bits_of_the_usage_mask() {
        let ops = KeyOps::named("ENCRYPT").unwrap() | KeyOps::named("EXPORT").unwrap();
        assert_eq!(ops.mask(), UsageMask::ENCRYPT | UsageMask::EXPORT);
        assert_eq!(KeyOps::of_mask(ops.mask()), ops);
        let ops = ops | KeyOps::APP_MANAGEABLE;
        assert_eq!(
            ops.names().collect::<Vec<_>>(),
            ["ENCRYPT", "EXPORT", "APPMANAGEABLE"]
        );
        assert_eq!(KeyOps::from_extra(ops.extra()) | ops, ops);
        assert_eq!(KeyOps::named("export"), None);
    }

    #[test]
    fn permissions_are_named_as_clients_know_them() {
        assert_eq!(Permissions::ALL.names().count(), Permissions::OLD);
        assert_eq!(Permissions::named("EXPORT"), Some(Permissions::EXPORT));
        assert_eq!(Permissions::named("MANAGE"), Some(Permissions::MANAGE));
        assert!(Permissions::named("AUDIT").is_some());
        assert!(!Permissions::EXPORT.contains(Permissions::MANAGE));
    }
}
