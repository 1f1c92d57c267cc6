//! What a key may be used for.

use std::ops::BitOr;

/// A set of uses (KMIP 1.4, section 9.1.3.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsageMask(i32);

impl UsageMask {
    /// Sign
    pub const SIGN: Self = Self(0x01);
    /// Verify
    pub const VERIFY: Self = Self(0x02);
    /// Encrypt
    pub const ENCRYPT: Self = Self(0x04);
    /// Decrypt
    pub const DECRYPT: Self = Self(0x08);
    /// Wrap Key
    pub const WRAP_KEY: Self = Self(0x10);
    /// Unwrap Key
    pub const UNWRAP_KEY: Self = Self(0x20);
    /// Export
    pub const EXPORT: Self = Self(0x40);
    /// Derive Key
    pub const DERIVE_KEY: Self = Self(0x0200);

    /// The set of those bits.
    pub const fn from_bits(bits: i32) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub const fn bits(self) -> i32 {
        self.0
    }

    /// Whether all of `other` are in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for UsageMask {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
