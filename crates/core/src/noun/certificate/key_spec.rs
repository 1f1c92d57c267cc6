//! What kinds of private keys there are, and which can be made.

use std::str::FromStr;

/// The kind of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA (RFC 8017), signing with SHA-256 and PKCS #1 v1.5.
    Rsa,
    /// ECDSA (FIPS 186-5) on a NIST curve; ours are made on P-256.
    Ec,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl KeyAlgorithm {
    /// The word shown, given and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ec => "ec",
            Self::Ed25519 => "ed25519",
        }
    }
}

impl FromStr for KeyAlgorithm {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Rsa, Self::Ec, Self::Ed25519]
            .into_iter()
            .find(|algorithm| algorithm.as_str() == text)
            .ok_or("must be rsa, ec or ed25519")
    }
}

/// The size of an RSA key that can be made, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RsaKeySize {
    /// 2048 bits
    #[default]
    Bits2048,
    /// 3072 bits
    Bits3072,
    /// 4096 bits
    Bits4096,
}

impl RsaKeySize {
    /// In bits.
    pub fn bits(self) -> u32 {
        match self {
            Self::Bits2048 => 2048,
            Self::Bits3072 => 3072,
            Self::Bits4096 => 4096,
        }
    }
}

impl FromStr for RsaKeySize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "2048" => Ok(Self::Bits2048),
            "3072" => Ok(Self::Bits3072),
            "4096" => Ok(Self::Bits4096),
            _ => Err("must be 2048, 3072 or 4096"),
        }
    }
}

/// A key that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySpec {
    /// RSA of that size, with the exponent 65537.
    Rsa(RsaKeySize),
    /// ECDSA on P-256.
    Ec,
    /// Ed25519.
    Ed25519,
}

impl KeySpec {
    /// Of that kind and size; RSA of 2048 bits where nothing is said.
    ///
    /// # Errors
    /// When a size is given for a kind that has only one.
    pub fn new(
        algorithm: Option<KeyAlgorithm>,
        size: Option<RsaKeySize>,
    ) -> Result<Self, InvalidKeySpec> {
        match (algorithm, size) {
            (None | Some(KeyAlgorithm::Rsa), size) => Ok(Self::Rsa(size.unwrap_or_default())),
            (Some(KeyAlgorithm::Ec), None) => Ok(Self::Ec),
            (Some(KeyAlgorithm::Ed25519), None) => Ok(Self::Ed25519),
            (Some(_), Some(_)) => Err(InvalidKeySpec),
        }
    }
}

/// A size was given for a kind of key that has only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A key size can be chosen for RSA keys only: EC and Ed25519 keys are of 256 bits.")]
pub struct InvalidKeySpec;

impl Default for KeySpec {
    fn default() -> Self {
        Self::Rsa(RsaKeySize::default())
    }
}
