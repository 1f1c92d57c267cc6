//! Private keys as operators paste them: PKCS #8, encrypted or not (RFC 5958), PKCS #1 (RFC 8017)
//! and SEC 1 (RFC 5915), in PEM.

use super::key::{KeyError, PrivateKey};
use super::{encrypted_key, pem};

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
        (_, Some(_)) if old_form => {
            // Its key derivation is MD5 (EVP_BytesToKey), which no standard has.
            let cipher = block
                .headers
                .lines()
                .find_map(|line| line.strip_prefix("DEK-Info: "));
            let cipher = cipher
                .and_then(|info| info.split(',').next())
                .unwrap_or("unknown");
            Err(KeyError::UnknownEncryption(format!(
                "OpenSSL's old form, {cipher}"
            )))
        }
        ("PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY", _) => {
            PrivateKey::from_der(&block.der)
        }
        _ => Err(KeyError::Unsupported),
    }
}
