//! Keys encrypted as PEM once was (RFC 1421, section 4.6.1), which OpenSSL still writes with
//! `-traditional`: the cipher is in a header line, and its key is made of the passphrase and MD5.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::cbc::Cipher;
use super::key::{KeyError, PrivateKey};

/// How many bytes of the initialization vector salt the passphrase.
const SALT: usize = 8;

/// Opens a key, in DER after it is decrypted, by its header lines.
///
/// # Errors
/// When the passphrase is wrong, the cipher is another one, or the key is not supported.
pub(super) fn open(headers: &str, data: &[u8], passphrase: &str) -> Result<PrivateKey, KeyError> {
    let (name, iv) = headers
        .split_once("DEK-Info:")
        .and_then(|(_, info)| info.split_whitespace().next()?.split_once(','))
        .ok_or(KeyError::NotPem)?;
    let cipher = match name {
        "AES-128-CBC" => Cipher::Aes128,
        "AES-192-CBC" => Cipher::Aes192,
        "AES-256-CBC" => Cipher::Aes256,
        "DES-CBC" => Cipher::Des,
        "DES-EDE3-CBC" => Cipher::TripleDes3,
        other => {
            let name: String = other.chars().filter(|c| c.is_ascii_graphic()).collect();
            return Err(KeyError::UnknownEncryption(name));
        }
    };
    let iv = hex::decode(iv).map_err(|_| KeyError::NotPem)?;
    if iv.len() != cipher.block_length() {
        return Err(KeyError::NotPem);
    }
    let key = key(passphrase.as_bytes(), &iv[..SALT], cipher.key_length());
    let clear = cipher.decrypt(&key, &iv, data);
    // One wrong passphrase in 256 leaves padding that looks right, and nonsense in front of it.
    let clear = clear.filter(|clear| clear.first() == Some(&0x30));
    PrivateKey::from_der(&clear.ok_or(KeyError::WrongPassphrase)?)
}

/// OpenSSL's derivation (`EVP_BytesToKey` with MD5 and one round): each piece is the digest of the one
/// before, the passphrase and the salt.
fn key(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut piece = Zeroizing::new(Vec::with_capacity(16));
    while key.len() < length {
        let mut digest = Md5::new();
        digest.update(&*piece);
        digest.update(passphrase);
        digest.update(salt);
        piece.clear();
        piece.extend_from_slice(&digest.finalize());
        key.extend_from_slice(&piece);
    }
    key.truncate(length);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_say_too_little_are_no_key() {
        for headers in [
            "Proc-Type: 4,ENCRYPTED",
            "DEK-Info:",
            "DEK-Info: AES-256-CBC",
            "DEK-Info: AES-256-CBC,",
            "DEK-Info: AES-256-CBC,00",
            "DEK-Info: AES-256-CBC,0011223344556677",
            "DEK-Info: DES-CBC,00112233445566778899aabbccddeeff",
            "DEK-Info: DES-CBC,no",
        ] {
            let opened = open(headers, &[0; 32], "x");
            assert!(matches!(opened, Err(KeyError::NotPem)), "{headers}");
        }
    }

    #[test]
    fn nonsense_is_a_wrong_passphrase() {
        for data in [&[][..], &[0; 16], &[0; 17], &[7; 160]] {
            let opened = open("DEK-Info: DES-EDE3-CBC,0011223344556677", data, "x");
            assert!(matches!(opened, Err(KeyError::WrongPassphrase)));
        }
    }
}
