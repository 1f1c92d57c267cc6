//! What a key may be used for.

use std::ops::BitOr;

/// A set of uses (KMIP 1.4, section 9.1.3.3.1; KMIP 2.1, section 12.1).
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
    /// MAC Generate
    pub const MAC_GENERATE: Self = Self(0x80);
    /// MAC Verify
    pub const MAC_VERIFY: Self = Self(0x0100);
    /// Derive Key
    pub const DERIVE_KEY: Self = Self(0x0200);
    /// Content Commitment, that is, non-repudiation
    pub const CONTENT_COMMITMENT: Self = Self(0x0400);
    /// Key Agreement
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// Certificate Sign
    pub const CERTIFICATE_SIGN: Self = Self(0x1000);
    /// CRL Sign
    pub const CRL_SIGN: Self = Self(0x2000);
    /// Generate Cryptogram
    pub const GENERATE_CRYPTOGRAM: Self = Self(0x4000);
    /// Validate Cryptogram
    pub const VALIDATE_CRYPTOGRAM: Self = Self(0x8000);
    /// Translate Encrypt
    pub const TRANSLATE_ENCRYPT: Self = Self(0x0001_0000);
    /// Translate Decrypt
    pub const TRANSLATE_DECRYPT: Self = Self(0x0002_0000);
    /// Translate Wrap
    pub const TRANSLATE_WRAP: Self = Self(0x0004_0000);
    /// Translate Unwrap
    pub const TRANSLATE_UNWRAP: Self = Self(0x0008_0000);
    /// Authenticate (from 2.0)
    pub const AUTHENTICATE: Self = Self(0x0010_0000);
    /// Unrestricted (from 2.0)
    pub const UNRESTRICTED: Self = Self(0x0020_0000);
    /// FPE Encrypt (from 2.0)
    pub const FPE_ENCRYPT: Self = Self(0x0040_0000);
    /// FPE Decrypt (from 2.0)
    pub const FPE_DECRYPT: Self = Self(0x0080_0000);

    /// The set of those bits.
    #[must_use]
    pub const fn from_bits(bits: i32) -> Self {
        Self(bits)
    }

    /// Its bits.
    #[must_use]
    pub const fn bits(self) -> i32 {
        self.0
    }

    /// Whether all of `other` are in it.
    #[must_use]
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
