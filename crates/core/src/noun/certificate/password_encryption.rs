//! The password-based encryption of old PKCS #8 files: PBES1 (RFC 8018, section 6.1), and that of
//! PKCS #12 (RFC 7292, appendix C).

use md5::Md5;
use pkcs8::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use pkcs8::der::{Error, Reader};
use pkcs8::pkcs5::pbes1::{PBE_WITH_MD5_AND_DES_CBC_OID, PBE_WITH_SHA1_AND_DES_CBC_OID};
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::cbc::Cipher;
use super::key::KeyError;

/// pbeWithSHAAnd3-KeyTripleDES-CBC
const SHA_AND_3_KEY_TRIPLE_DES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
/// pbeWithSHAAnd2-KeyTripleDES-CBC
const SHA_AND_2_KEY_TRIPLE_DES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4");

/// Key and initialization vector.
type Derived = (Zeroizing<Vec<u8>>, Vec<u8>);

/// Whether the scheme is one of these.
pub(super) fn is_known(scheme: &AlgorithmIdentifierRef<'_>) -> bool {
    cipher(scheme.oid).is_some()
}

/// Decrypts what is encrypted by that scheme.
///
/// # Errors
/// When the passphrase is wrong, the scheme is another one, or it takes more than `most` iterations.
pub(super) fn decrypt(
    scheme: &AlgorithmIdentifierRef<'_>,
    data: &[u8],
    passphrase: &str,
    most: u32,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let unknown = || KeyError::UnknownEncryption(scheme.oid.to_string());
    let cipher = cipher(scheme.oid).ok_or_else(unknown)?;
    let (salt, iterations) = scheme
        .parameters
        .and_then(|parameters| parameters_of(parameters).ok())
        .filter(|(salt, iterations)| !salt.is_empty() && *iterations > 0)
        .ok_or(KeyError::NotPem)?;
    if iterations > most {
        return Err(KeyError::UnknownEncryption(format!(
            "{iterations} iterations"
        )));
    }
    let (key, iv) = match scheme.oid {
        PBE_WITH_MD5_AND_DES_CBC_OID => pbkdf1::<Md5>(passphrase, salt, iterations),
        PBE_WITH_SHA1_AND_DES_CBC_OID => pbkdf1::<Sha1>(passphrase, salt, iterations),
        _ => of_pkcs12(cipher, passphrase, salt, iterations),
    };
    let clear = cipher.decrypt(&key, &iv, data);
    clear.ok_or(KeyError::WrongPassphrase)
}

fn cipher(scheme: ObjectIdentifier) -> Option<Cipher> {
    match scheme {
        PBE_WITH_MD5_AND_DES_CBC_OID | PBE_WITH_SHA1_AND_DES_CBC_OID => Some(Cipher::Des),
        SHA_AND_3_KEY_TRIPLE_DES => Some(Cipher::TripleDes3),
        SHA_AND_2_KEY_TRIPLE_DES => Some(Cipher::TripleDes2),
        _ => None,
    }
}

/// Salt and iterations: both standards have the same parameters.
fn parameters_of(parameters: AnyRef<'_>) -> Result<(&[u8], u32), Error> {
    parameters.sequence(|reader| {
        let salt: &OctetStringRef = reader.decode()?;
        Ok((salt.as_bytes(), reader.decode()?))
    })
}

/// PBKDF1 (RFC 8018, section 5.1): 8 bytes are the key, 8 the initialization vector.
fn pbkdf1<D: Digest>(passphrase: &str, salt: &[u8], iterations: u32) -> Derived {
    let first = [passphrase.as_bytes(), salt].concat();
    let mut derived = D::digest(&*Zeroizing::new(first));
    for _ in 1..iterations {
        derived = D::digest(&derived);
    }
    let key = Zeroizing::new(derived[..8].to_vec());
    (key, derived[8..16].to_vec())
}

/// RFC 7292, appendix B.
fn of_pkcs12(cipher: Cipher, passphrase: &str, salt: &[u8], iterations: u32) -> Derived {
    // UTF-16, the high byte first, with a zero at the end (appendix B.1).
    let units = passphrase.encode_utf16().chain([0]);
    let password: Zeroizing<Vec<u8>> = Zeroizing::new(units.flat_map(u16::to_be_bytes).collect());
    let rounds = i32::try_from(iterations).unwrap_or(i32::MAX);
    let derive = |kind, length| derive_key::<Sha1>(&password, salt, kind, rounds, length);
    let key = derive(Pkcs12KeyType::EncryptionKey, cipher.key_length());
    (
        Zeroizing::new(key),
        derive(Pkcs12KeyType::Iv, cipher.block_length()),
    )
}
