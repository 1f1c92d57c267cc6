//! Encrypted private keys: PKCS #8 (RFC 5958, section 3) under PBES2 (RFC 8018, section 6.2) with
//! PBKDF2 and AES-CBC, which is what OpenSSL writes since version 1.1.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, PaddedBlockDecryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use x509_parser::der_parser::asn1_rs::{Any, FromDer, OctetString, Oid};
use x509_parser::x509::AlgorithmIdentifier;
use zeroize::Zeroizing;

use super::key::{KeyError, PrivateKey};

const PBES2: &str = "1.2.840.113549.1.5.13";
const PBKDF2: &str = "1.2.840.113549.1.5.12";

/// More would only keep the machine busy: OpenSSL's default is 2048, and OWASP asks for 600,000.
const MAX_ITERATIONS: u32 = 10_000_000;

/// What an encrypted key says of how to open it.
struct Parameters<'a> {
    prf: pbkdf2::Algorithm,
    salt: &'a [u8],
    iterations: NonZeroU32,
    cipher: &'static Algorithm,
    key_len: usize,
    iv: [u8; 16],
    encrypted: &'a [u8],
}

/// Opens an EncryptedPrivateKeyInfo in DER.
///
/// # Errors
/// When the passphrase is wrong, the encryption is another one, or the key is not supported.
pub(super) fn open(der: &[u8], passphrase: &str) -> Result<PrivateKey, KeyError> {
    let parameters = parse(der)?;
    let mut key = Zeroizing::new(vec![0; parameters.key_len]);
    pbkdf2::derive(
        parameters.prf,
        parameters.iterations,
        parameters.salt,
        passphrase.as_bytes(),
        &mut key,
    );
    let mut buffer = Zeroizing::new(parameters.encrypted.to_vec());
    let context = DecryptionContext::Iv128(FixedLength::from(&parameters.iv));
    let opened = UnboundCipherKey::new(parameters.cipher, &key)
        .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
        .and_then(|key| key.decrypt(&mut buffer, context))
        .map_err(|_| KeyError::WrongPassphrase)?;
    // One wrong passphrase in 256 leaves padding that looks right, and nonsense in front of it.
    match Any::from_der(opened) {
        Ok(([], _)) => PrivateKey::from_der(opened),
        _ => Err(KeyError::WrongPassphrase),
    }
}

fn parse(der: &[u8]) -> Result<Parameters<'_>, KeyError> {
    let (_, info) = sequence(der)?;
    let (rest, scheme) = algorithm(info)?;
    require(&scheme.algorithm, PBES2)?;
    let (_, encrypted) = octets(rest)?;

    let pbes2 = content(&scheme)?;
    let (rest, derivation) = algorithm(pbes2)?;
    require(&derivation.algorithm, PBKDF2)?;
    let (_, encryption) = algorithm(rest)?;

    let (rest, salt) = octets(content(&derivation)?)?;
    let (rest, iterations) = u32::from_der(rest).map_err(|_| KeyError::NotPem)?;
    // keyLength is optional, and the cipher tells it anyway.
    let rest = u32::from_der(rest).map_or(rest, |(after, _)| after);
    let iterations = NonZeroU32::new(iterations)
        .filter(|count| count.get() <= MAX_ITERATIONS)
        .ok_or_else(|| KeyError::UnknownEncryption(format!("{iterations} iterations")))?;

    let (cipher, key_len) = cipher(&encryption.algorithm)?;
    let iv = encryption
        .parameters
        .as_ref()
        .map(|iv| iv.data)
        .unwrap_or_default();
    Ok(Parameters {
        prf: prf(rest)?,
        salt,
        iterations,
        cipher,
        key_len,
        iv: iv.try_into().map_err(|_| KeyError::NotPem)?,
        encrypted,
    })
}

/// The function of PBKDF2: HMAC with SHA-1 unless another is named.
fn prf(rest: &[u8]) -> Result<pbkdf2::Algorithm, KeyError> {
    if rest.is_empty() {
        return Ok(pbkdf2::PBKDF2_HMAC_SHA1);
    }
    let (_, named) = algorithm(rest)?;
    match named.algorithm.to_id_string().as_str() {
        "1.2.840.113549.2.7" => Ok(pbkdf2::PBKDF2_HMAC_SHA1),
        "1.2.840.113549.2.9" => Ok(pbkdf2::PBKDF2_HMAC_SHA256),
        "1.2.840.113549.2.10" => Ok(pbkdf2::PBKDF2_HMAC_SHA384),
        "1.2.840.113549.2.11" => Ok(pbkdf2::PBKDF2_HMAC_SHA512),
        other => Err(KeyError::UnknownEncryption(other.to_owned())),
    }
}

/// AES-CBC by its object identifier (RFC 3565), and the length of its key in bytes.
fn cipher(id: &Oid<'_>) -> Result<(&'static Algorithm, usize), KeyError> {
    match id.to_id_string().as_str() {
        "2.16.840.1.101.3.4.1.2" => Ok((&AES_128, 16)),
        "2.16.840.1.101.3.4.1.22" => Ok((&AES_192, 24)),
        "2.16.840.1.101.3.4.1.42" => Ok((&AES_256, 32)),
        "1.2.840.113549.3.7" => Err(KeyError::UnknownEncryption("triple DES".to_owned())),
        other => Err(KeyError::UnknownEncryption(other.to_owned())),
    }
}

fn require(found: &Oid<'_>, wanted: &str) -> Result<(), KeyError> {
    match found.to_id_string() {
        id if id == wanted => Ok(()),
        id if id == "1.3.6.1.4.1.11591.4.11" => {
            Err(KeyError::UnknownEncryption("scrypt".to_owned()))
        }
        id => Err(KeyError::UnknownEncryption(id)),
    }
}

fn sequence(der: &[u8]) -> Result<(&[u8], &[u8]), KeyError> {
    let (rest, any) = Any::from_der(der).map_err(|_| KeyError::NotPem)?;
    Ok((rest, any.data))
}

fn algorithm(der: &[u8]) -> Result<(&[u8], AlgorithmIdentifier<'_>), KeyError> {
    AlgorithmIdentifier::from_der(der).map_err(|_| KeyError::NotPem)
}

fn content<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<&'a [u8], KeyError> {
    algorithm
        .parameters
        .as_ref()
        .map(|any| any.data)
        .ok_or(KeyError::NotPem)
}

fn octets(der: &[u8]) -> Result<(&[u8], &[u8]), KeyError> {
    let (rest, string) = OctetString::from_der(der).map_err(|_| KeyError::NotPem)?;
    match string.into_cow() {
        std::borrow::Cow::Borrowed(octets) => Ok((rest, octets)),
        std::borrow::Cow::Owned(_) => Err(KeyError::NotPem),
    }
}
