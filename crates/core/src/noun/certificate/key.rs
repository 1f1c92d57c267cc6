//! Private keys of certificates.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use aws_lc_rs::{digest, rsa};
use rcgen::{PublicKeyData, SignatureAlgorithm};
use zeroize::Zeroizing;

use super::key_spec::{KeyAlgorithm, KeySpec, RsaKeySize};
use crate::ground::fault::disclose;
use crate::ground::{ErrorKind, Explain, Remedy};

/// Why a private key cannot be used. Says nothing about the key itself.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text has no private key in PEM.
    #[error(
        "It must be a PEM block of PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY or EC \
             PRIVATE KEY."
    )]
    NotPem,
    /// The bytes are not a key of a known kind.
    #[error(
        "It must be an RSA key of 2048 to 8192 bits, an EC key on P-256, P-384 or P-521, or an \
             Ed25519 key."
    )]
    Unsupported,
    /// The key belongs to another certificate.
    #[error("It does not match the certificate.")]
    Mismatch,
    /// No key was given, and none that is known fits.
    #[error("No key of a signing request or of this certificate matches it.")]
    NoneMatches,
    /// The key is encrypted and no passphrase was given.
    #[error("It is encrypted.")]
    Encrypted,
    /// The passphrase does not open it.
    #[error("The passphrase does not open it.")]
    WrongPassphrase,
    /// The encryption is not one of those known here.
    #[error(
        "Its encryption ({0}) is not supported: convert it with openssl pkcs8 -topk8 -v2 \
             aes256."
    )]
    UnknownEncryption(String),
    /// The system's random numbers or memory failed.
    #[error("No key could be made: the system's random number generator failed.")]
    Generation,
}

impl Explain for KeyError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Generation => ErrorKind::Storage,
            Self::Mismatch | Self::NoneMatches => ErrorKind::Mismatch,
            _ => ErrorKind::Invalid,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NoneMatches => Some(Remedy::GiveKey),
            Self::Encrypted => Some(Remedy::GivePassphrase),
            _ => None,
        }
    }
}

/// A private key, able to sign. Its bytes are wiped when it is dropped, and never shown.
pub struct PrivateKey {
    pair: Pair,
    pkcs8: Zeroizing<Vec<u8>>,
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ec(EcdsaKeyPair, &'static SignatureAlgorithm),
    Ed25519(Ed25519KeyPair),
}

impl PrivateKey {
    /// Makes a new one. An RSA key of 2048 bits takes about a tenth of a second.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate(spec: KeySpec) -> Result<Self, KeyError> {
        let failed = |_| KeyError::Generation;
        let pair = match spec {
            KeySpec::Rsa(size) => {
                let size = match size {
                    RsaKeySize::Bits2048 => rsa::KeySize::Rsa2048,
                    RsaKeySize::Bits3072 => rsa::KeySize::Rsa3072,
                    RsaKeySize::Bits4096 => rsa::KeySize::Rsa4096,
                };
                Pair::Rsa(rsa::KeyPair::generate(size).map_err(failed)?)
            }
            KeySpec::Ec => Pair::Ec(
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(failed)?,
                &rcgen::PKCS_ECDSA_P256_SHA256,
            ),
            KeySpec::Ed25519 => Pair::Ed25519(Ed25519KeyPair::generate().map_err(failed)?),
        };
        Self::from_pair(pair)
    }

    /// Reads a key in PKCS #8 (RFC 5958), PKCS #1 (RFC 8017) or SEC 1 (RFC 5915), in DER.
    ///
    /// # Errors
    /// When it is none of these, or of a kind that is not supported.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if let Ok(pair) = rsa::KeyPair::from_pkcs8(der).or_else(|_| rsa::KeyPair::from_der(der)) {
            return Self::from_pair(Pair::Rsa(pair));
        }
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Self::from_pair(Pair::Ed25519(pair));
        }
        let curves = [
            (
                &ECDSA_P256_SHA256_ASN1_SIGNING,
                &rcgen::PKCS_ECDSA_P256_SHA256,
            ),
            (
                &ECDSA_P384_SHA384_ASN1_SIGNING,
                &rcgen::PKCS_ECDSA_P384_SHA384,
            ),
            (
                &ECDSA_P521_SHA512_ASN1_SIGNING,
                &rcgen::PKCS_ECDSA_P521_SHA512,
            ),
        ];
        for (curve, algorithm) in curves {
            if let Ok(pair) = EcdsaKeyPair::from_private_key_der(curve, der) {
                return Self::from_pair(Pair::Ec(pair, algorithm));
            }
        }
        Err(KeyError::Unsupported)
    }

    fn from_pair(pair: Pair) -> Result<Self, KeyError> {
        let failed = |_| KeyError::Generation;
        let pkcs8 = match &pair {
            Pair::Rsa(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                der.as_ref().to_vec()
            }
            Pair::Ec(pair, _) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        };
        let pkcs8 = Zeroizing::new(pkcs8);
        disclose("private key", &pkcs8);
        Ok(Self { pair, pkcs8 })
    }

    /// The key in PKCS #8, DER.
    pub fn pkcs8(&self) -> &Zeroizing<Vec<u8>> {
        &self.pkcs8
    }

    /// Its kind.
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        match self.pair {
            Pair::Rsa(_) => KeyAlgorithm::Rsa,
            Pair::Ec(..) => KeyAlgorithm::Ec,
            Pair::Ed25519(_) => KeyAlgorithm::Ed25519,
        }
    }

    /// Its size in bits: of the modulus (RSA) or of the curve's field (EC, Ed25519).
    pub fn key_size(&self) -> u32 {
        let bytes = match &self.pair {
            Pair::Rsa(pair) => pair.public_modulus_len(),
            Pair::Ec(_, algorithm) if **algorithm == rcgen::PKCS_ECDSA_P521_SHA512 => return 521,
            Pair::Ec(_, algorithm) if **algorithm == rcgen::PKCS_ECDSA_P384_SHA384 => 48,
            Pair::Ec(..) | Pair::Ed25519(_) => 32,
        };
        u32::try_from(bytes * 8).unwrap_or(u32::MAX)
    }

    /// Its public key, as the BIT STRING of a SubjectPublicKeyInfo holds it.
    pub fn public_key(&self) -> &[u8] {
        self.der_bytes()
    }

    /// Whether the public key of a certificate is its own, also where the point of an EC key is
    /// compressed there (SEC 1, section 2.3.3).
    pub fn is_of(&self, public_key: &[u8]) -> bool {
        let own = self.public_key();
        let compressed = match own {
            [4, point @ ..] => {
                let (x, y) = point.split_at(point.len() / 2);
                let parity = 2 + y.last().map_or(0, |last| last & 1);
                [&[parity], x].concat()
            }
            _ => own.to_vec(),
        };
        own == public_key || compressed == public_key
    }

    /// SHA-256 of its public key: 32 bytes that tell which key it is.
    pub fn fingerprint(&self) -> Vec<u8> {
        fingerprint(self.public_key())
    }
}

/// SHA-256 of a public key (the BIT STRING of its SubjectPublicKeyInfo): 32 bytes.
pub(super) fn fingerprint(public_key: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, public_key)
        .as_ref()
        .to_vec()
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("algorithm", &self.key_algorithm())
            .finish_non_exhaustive()
    }
}

impl PublicKeyData for PrivateKey {
    fn der_bytes(&self) -> &[u8] {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ec(pair, _) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
        }
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match &self.pair {
            Pair::Rsa(_) => &rcgen::PKCS_RSA_SHA256,
            Pair::Ec(_, algorithm) => algorithm,
            Pair::Ed25519(_) => &rcgen::PKCS_ED25519,
        }
    }
}

impl rcgen::SigningKey for PrivateKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let failed = |_| rcgen::Error::RingUnspecified;
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec(pair, _) => Ok(pair
                .sign(&random, message)
                .map_err(failed)?
                .as_ref()
                .to_vec()),
            Pair::Ed25519(pair) => Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_as_it_was_made() {
        for spec in [KeySpec::default(), KeySpec::Ec, KeySpec::Ed25519] {
            let made = PrivateKey::generate(spec).unwrap();
            let read = PrivateKey::from_der(made.pkcs8()).unwrap();
            assert_eq!(read.key_algorithm(), made.key_algorithm());
            assert_eq!(read.fingerprint(), made.fingerprint());
            assert_eq!(**read.pkcs8(), **made.pkcs8());
        }
    }

    #[test]
    fn debug_output_shows_no_key() {
        let key = PrivateKey::generate(KeySpec::Ec).unwrap();
        assert_eq!(format!("{key:?}"), "PrivateKey { algorithm: Ec, .. }");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(matches!(
            PrivateKey::from_der(&[]),
            Err(KeyError::Unsupported)
        ));
        assert!(matches!(
            PrivateKey::from_der(&[0x30, 0]),
            Err(KeyError::Unsupported)
        ));
    }
}
