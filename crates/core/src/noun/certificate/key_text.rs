//! Private keys as operators paste them: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017) and SEC 1 (RFC 5915),
//! in PEM, encrypted or not.

use super::key::{KeyError, PrivateKey};
use super::{encrypted_key, pem, pem_encryption};

impl PrivateKey {
    /// Reads the one private key of `text`, in PEM, encrypted or not. A passphrase that the key does not
    /// need is not looked at.
    ///
    /// # Errors
    /// When there is no key, it is encrypted and the passphrase is missing or wrong, or it is of a kind
    /// that is not supported.
    pub fn from_pem(text: &str, passphrase: Option<&str>) -> Result<Self, KeyError> {
        read(text, passphrase)
    }
}

/// Reads the one private key of `text`. A passphrase that the key does not need is not looked at.
///
/// # Errors
/// When there is no key, it is encrypted and the passphrase is missing or wrong, or it is of a kind
/// that is not supported.
pub(super) fn read(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, KeyError> {
    let blocks = pem::blocks(text).map_err(|_| KeyError::NotPem)?;
    // OpenSSL writes EC PARAMETERS in front of an EC key.
    let mut keys = blocks
        .iter()
        .filter(|block| block.label.ends_with("PRIVATE KEY"));
    let (Some(block), None) = (keys.next(), keys.next()) else {
        return Err(KeyError::NotPem);
    };
    let old_form = block.headers.contains("ENCRYPTED");
    match (block.label.as_str(), passphrase) {
        ("ENCRYPTED PRIVATE KEY", None) => Err(KeyError::Encrypted),
        ("ENCRYPTED PRIVATE KEY", Some(passphrase)) => encrypted_key::open(&block.der, passphrase),
        (_, None) if old_form => Err(KeyError::Encrypted),
        (_, Some(passphrase)) if old_form => {
            pem_encryption::open(&block.headers, &block.der, passphrase)
        }
        ("PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY", _) => {
            PrivateKey::from_der(&block.der)
        }
        _ => Err(KeyError::Unsupported),
    }
}
