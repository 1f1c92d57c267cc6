//! Encrypted private keys: PKCS #8 (RFC 5958, section 3) under PBES2 (RFC 8018, section 6.2), with the
//! key derivations and ciphers that OpenSSL writes, and wrote, or under the schemes before it.

use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{self, Decode, ErrorKind, Reader};
use pkcs8::pkcs5::pbes2::{DES_EDE3_CBC_OID, Kdf, PBES2_OID};
use pkcs8::pkcs5::{EncryptionScheme, Error};
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};

use super::key::{KeyError, PrivateKey};
use super::password_encryption;

/// More iterations of PBKDF2 would only keep the machine busy: OpenSSL's default is 2048, and OWASP
/// asks for 600,000.
const MAX_ITERATIONS: u32 = if cfg!(fuzzing) { 2048 } else { 10_000_000 };

/// The most memory that scrypt (RFC 7914) may take, in bytes: OpenSSL's default is 16 MiB.
const MAX_MEMORY: u64 = if cfg!(fuzzing) { 1 << 18 } else { 256 << 20 };

/// Opens an EncryptedPrivateKeyInfo in DER.
///
/// # Errors
/// When the passphrase is wrong, the encryption is another one, or the key is not supported.
pub(super) fn open(der: &[u8], passphrase: &str) -> Result<PrivateKey, KeyError> {
    let (scheme, data) = scheme_and_data(der).map_err(unreadable)?;
    if password_encryption::is_known(&scheme) {
        let key = password_encryption::decrypt(&scheme, data, passphrase, MAX_ITERATIONS)?;
        return PrivateKey::from_der(&key).map_err(|error| of_nonsense(&key, error));
    }
    check_scheme(&scheme)?;
    let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(unreadable)?;
    check_cost(&info.encryption_algorithm)?;
    match info.decrypt(passphrase) {
        Ok(key) => PrivateKey::from_der(key.as_bytes()),
        Err(pkcs8::Error::EncryptedPrivateKey(error)) => Err(unsupported(error)),
        // One wrong passphrase in 256 leaves padding that looks right, and nonsense in front of it.
        Err(_) => Err(KeyError::WrongPassphrase),
    }
}

/// What is no PKCS #8 comes of a wrong passphrase, of which one in 256 leaves padding that looks right.
fn of_nonsense(key: &[u8], error: KeyError) -> KeyError {
    match PrivateKeyInfoRef::from_der(key) {
        Ok(_) => error,
        Err(_) => KeyError::WrongPassphrase,
    }
}

type Scheme<'a> = AlgorithmIdentifierRef<'a>;

fn scheme_and_data(der: &[u8]) -> Result<(Scheme<'_>, &[u8]), der::Error> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let scheme = reader.decode()?;
        let data: &OctetStringRef = reader.decode()?;
        Ok((scheme, data.as_bytes()))
    })
}

/// Refuses other schemes than PBES2, and an initialization vector of triple DES that is not 8 bytes
/// long: pkcs5 takes its first 8 bytes, and panics when there are fewer.
fn check_scheme(scheme: &Scheme<'_>) -> Result<(), KeyError> {
    let (PBES2_OID, Some(parameters)) = (scheme.oid, scheme.parameters) else {
        return Err(KeyError::UnknownEncryption(scheme.oid.to_string()));
    };
    let read_cipher = parameters.sequence(|reader| {
        let _: Scheme<'_> = reader.decode()?;
        reader.decode::<Scheme<'_>>()
    });
    let cipher = read_cipher.map_err(unreadable)?;
    let iv = cipher.parameters.map(|iv| iv.value().len());
    if cipher.oid == DES_EDE3_CBC_OID && iv != Some(8) {
        return Err(KeyError::NotPem);
    }
    Ok(())
}

fn unreadable(error: der::Error) -> KeyError {
    match error.kind() {
        ErrorKind::OidUnknown { oid } => KeyError::UnknownEncryption(oid.to_string()),
        _ => KeyError::NotPem,
    }
}

/// Refuses a key derivation that would take too long, or too much memory.
fn check_cost(scheme: &EncryptionScheme) -> Result<(), KeyError> {
    let EncryptionScheme::Pbes2(parameters) = scheme else {
        return Err(KeyError::UnknownEncryption("PBES1".to_owned()));
    };
    match &parameters.kdf {
        Kdf::Pbkdf2(parameters) if parameters.iteration_count > MAX_ITERATIONS => {
            let iterations = format!("{} iterations", parameters.iteration_count);
            Err(KeyError::UnknownEncryption(iterations))
        }
        Kdf::Scrypt(parameters) => {
            let block = 128 * u64::from(parameters.block_size);
            let memory = parameters.cost_parameter.checked_mul(block);
            let work = u64::from(parameters.parallelization).saturating_mul(memory.unwrap_or(0));
            match memory {
                Some(memory) if memory <= MAX_MEMORY && work <= 4 * MAX_MEMORY => Ok(()),
                _ => Err(KeyError::UnknownEncryption(
                    "scrypt with too high a cost".to_owned(),
                )),
            }
        }
        _ => Ok(()),
    }
}

fn unsupported(error: Error) -> KeyError {
    match error {
        Error::UnsupportedAlgorithm { oid } | Error::AlgorithmParametersInvalid { oid } => {
            KeyError::UnknownEncryption(oid.to_string())
        }
        Error::NoPbes1CryptSupport => KeyError::UnknownEncryption("PBES1".to_owned()),
        _ => KeyError::WrongPassphrase,
    }
}

#[cfg(test)]
mod tests {
    use pkcs8::pkcs5::pbes2::{EncryptionScheme as Cipher, Parameters, Salt, ScryptParams};

    use super::*;

    /// `openssl genpkey -algorithm ED25519 | openssl pkcs8 -topk8 -v2 des3 -iter 10 -passout pass:x -outform DER`
    const TRIPLE_DES: &str = "308189304d06092a864886f70d01050d3040302806092a864886f70d01050c301b0408a9d2a14b63\
        1e3a6e02010a300c06082a864886f70d02090500301406082a864886f70d030704086e2c36b99010\
        045d0438567060f37a716575a0ce6887da7da89fc17416986170be8f59f00627212c3f6c6fa7f5a8\
        f9005dc87462837885173f65494620bea84d5079";

    #[test]
    fn a_key_derivation_that_costs_too_much_is_refused() {
        let scrypt = |log_n: u8, r, p| {
            let parameters = Parameters {
                kdf: Kdf::Scrypt(ScryptParams {
                    salt: Salt::new([1; 8]).unwrap(),
                    cost_parameter: 1 << log_n,
                    block_size: r,
                    parallelization: p,
                    key_length: None,
                }),
                encryption: Cipher::Aes256Cbc { iv: [0; 16] },
            };
            check_cost(&EncryptionScheme::Pbes2(parameters)).is_ok()
        };
        assert!(scrypt(14, 8, 1), "OpenSSL's default");
        assert!(scrypt(18, 8, 1));
        assert!(!scrypt(19, 8, 1), "512 MiB");
        assert!(!scrypt(63, 8, 1));
        assert!(!scrypt(14, 8, 1_000));
    }

    #[test]
    fn no_altered_byte_makes_it_panic() {
        let der = hex::decode(TRIPLE_DES).unwrap();
        assert!(open(&der, "x").is_ok());
        for at in 0..der.len() {
            for byte in [0, 1, der[at].wrapping_sub(1), der[at] ^ 0x80, 0xff] {
                let mut altered = der.clone();
                altered[at] = byte;
                let _ = open(&altered, "y");
            }
        }
        for length in 0..der.len() {
            assert!(open(&der[..length], "x").is_err());
        }
    }
}
