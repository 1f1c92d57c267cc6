//! The material of the security token's key: what the array is sealed with.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::{constant_time, hkdf, hmac};
use zeroize::Zeroizing;

use crate::ground::fault::disclose;

/// What [`TokenKeyMaterial::signature`] is computed over.
const SIGNATURE_LABEL: &[u8] = b"pure security token signature 1";

/// What sets [`TokenKeyMaterial::external_secret`] apart from everything else derived from a key.
const SECRET_LABEL: &[u8] = b"pure security token external secret 1";

/// An AES-256 key that a token holds: 32 bytes, wiped when dropped, and never shown.
#[derive(Clone)]
pub struct TokenKeyMaterial(Zeroizing<[u8; 32]>);

/// Material is not 32 bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is {0} bits long, and the array's is 256")]
pub struct WrongKeyLength(usize);

impl TokenKeyMaterial {
    /// Its length in bytes.
    pub const LEN: usize = 32;

    /// From its bytes.
    ///
    /// # Errors
    /// When they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WrongKeyLength> {
        let material = bytes
            .try_into()
            .map_err(|_| WrongKeyLength(bytes.len() * 8))?;
        disclose("token's key", bytes);
        Ok(Self(Zeroizing::new(material)))
    }

    /// HMAC-SHA256 (RFC 2104) under the key over a fixed label: tells whether two keys are equal,
    /// and nothing else about them.
    pub fn signature(&self) -> Signature {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        let tag = hmac::sign(&key, SIGNATURE_LABEL);
        Signature(
            tag.as_ref()
                .try_into()
                .expect("HMAC-SHA256 is 32 bytes long"),
        )
    }

    /// The secret that goes into the array's unlock secret: 32 bytes, by HKDF-SHA256 (RFC 5869).
    pub fn external_secret(&self) -> Zeroizing<[u8; 32]> {
        let mut secret = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(&*self.0)
            .expand(&[SECRET_LABEL], hkdf::HKDF_SHA256)
            .and_then(|output| output.fill(&mut *secret))
            .expect("HKDF-SHA256 gives up to 8160 bytes");
        secret
    }
}

impl fmt::Debug for TokenKeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKeyMaterial(..)")
    }
}

/// What an array remembers of the key it is sealed with: 32 bytes, shown as 64 hex digits. Compared
/// in constant time.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

/// A text is not a [`Signature`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signature is 64 hex digits")]
pub struct InvalidSignature;

impl FromStr for Signature {
    type Err = InvalidSignature;

    fn from_str(text: &str) -> Result<Self, InvalidSignature> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidSignature)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Signature {}

#[cfg(test)]
mod tests {
    use super::*;

    fn material(byte: u8) -> TokenKeyMaterial {
        TokenKeyMaterial::from_bytes(&[byte; 32]).unwrap()
    }

    /// Computed with `openssl mac -digest SHA256 -macopt hexkey:0707... HMAC` and
    /// `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0707... -kdfopt info:... HKDF`:
    /// a change of either would lock every array out.
    #[test]
    fn signature_and_secret_stay_what_they_are() {
        let material = material(7);
        let signature = "2ec0922bee09d0fd01c6ad3d127b591f69a95de4dc160da5dfab21e83110412f";
        let secret = "8be06db8e195e0ceef8f259d34d951851060992518b27ed63f40fe6f62b0a1e3";
        assert_eq!(material.signature().to_string(), signature);
        assert_eq!(hex::encode(*material.external_secret()), secret);
        assert_eq!(signature.parse(), Ok(material.signature()));
    }

    #[test]
    fn other_keys_have_other_signatures_and_secrets() {
        assert_ne!(material(1).signature(), material(2).signature());
        assert_ne!(material(1).external_secret(), material(2).external_secret());
    }

    #[test]
    fn keys_are_256_bits() {
        for length in [0, 16, 31, 33] {
            let error = TokenKeyMaterial::from_bytes(&vec![0; length]).unwrap_err();
            assert_eq!(error, WrongKeyLength(length * 8));
        }
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", material(0xAB)), "TokenKeyMaterial(..)");
    }

    #[test]
    fn what_is_no_signature() {
        for text in ["", "fb2aade2", &"g".repeat(64), &"0".repeat(66)] {
            assert_eq!(text.parse::<Signature>(), Err(InvalidSignature), "{text:?}");
        }
    }
}
