//! The public keys of API clients.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;

/// An RSA public key of 2048 to 8192 bits in PEM (SubjectPublicKeyInfo, RFC 5280 section 4.1): the text
/// as given, without the blanks around it.
#[derive(Clone)]
pub struct PublicKey {
    text: String,
    key: ParsedPublicKey,
}

/// A text is not a [`PublicKey`]. It is not quoted: it might be a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPublicKey {
    /// A secret was given.
    #[error(
        "The text holds a private key, and none of it was kept. Give the public key: openssl pkey -pubout \
         -in FILE prints it."
    )]
    PrivateKey,
    /// It is something else.
    #[error(
        "The public key must be one of RSA, of 2048 to 8192 bits, in PEM, from -----BEGIN PUBLIC KEY----- \
         to -----END PUBLIC KEY-----."
    )]
    NotRsa,
}

/// The longest text, in bytes: 8192 bits take less than half of it.
const MAX_LEN: usize = 4096;

impl PublicKey {
    /// The text as given.
    pub fn as_pem(&self) -> &str {
        &self.text
    }

    /// Whether that is the key's signature of `message` (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017: the
    /// RS256 of RFC 7518).
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

impl FromStr for PublicKey {
    type Err = InvalidPublicKey;

    fn from_str(text: &str) -> Result<Self, InvalidPublicKey> {
        let text = text.trim();
        if text.contains("PRIVATE KEY-----") {
            return Err(InvalidPublicKey::PrivateKey);
        }
        if text.len() > MAX_LEN {
            return Err(InvalidPublicKey::NotRsa);
        }
        let der = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes());
        let der = der.map_err(|_| InvalidPublicKey::NotRsa)?;
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.as_ref());
        Ok(Self {
            key: key.map_err(|_| InvalidPublicKey::NotRsa)?,
            text: text.to_owned(),
        })
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.text).finish()
    }
}
