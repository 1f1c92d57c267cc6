//! Encrypting and decrypting with AES keys: GCM (SP 800-38D), CBC with the padding of PKCS #7, and CTR
//! (SP 800-38A).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand;
use kmip::enums::State;
use zeroize::Zeroizing;

use super::detail::{Detail, Kind};
use super::make::invalid;
use super::reach::{Selector, check_op, disabled};
use super::usable::is_usable;
use crate::model::{Cure, KeyManager, KeyManagerError, KeyOps, Permissions, Scope};
use crate::store::{KeyRow, StoreError, Tx};

const BLOCK: usize = 16;
/// The only length of a tag, in bytes.
const TAG: usize = 16;

/// How it is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// Galois/Counter Mode, with a tag.
    Gcm,
    /// Cipher Block Chaining, padded.
    Cbc,
    /// Counter mode.
    Ctr,
}

impl Cipher {
    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "GCM" => Some(Self::Gcm),
            "CBC" => Some(Self::Cbc),
            "CTR" => Some(Self::Ctr),
            _ => None,
        }
    }
}

/// What is encrypted.
#[derive(Debug)]
pub struct Ciphertext {
    /// The bytes, as long as the plain ones but for padding.
    pub cipher: Vec<u8>,
    /// The initialisation vector or nonce.
    pub iv: Vec<u8>,
    /// The tag of GCM.
    pub tag: Option<Vec<u8>>,
}

fn failed<E>(_: E) -> KeyManagerError {
    invalid("The ciphertext, the iv, the ad or the tag is not the one of this key.")
}

fn broken<E>(_: E) -> KeyManagerError {
    StoreError::MasterKey.into()
}

fn random_iv(length: usize) -> Result<Vec<u8>, KeyManagerError> {
    let mut iv = vec![0; length];
    rand::fill(&mut iv).map_err(broken)?;
    Ok(iv)
}

fn gcm(key: &[u8]) -> Result<LessSafeKey, KeyManagerError> {
    let algorithm = match key.len() {
        16 => &aead::AES_128_GCM,
        24 => &aead::AES_192_GCM,
        _ => &aead::AES_256_GCM,
    };
    Ok(LessSafeKey::new(
        UnboundKey::new(algorithm, key).map_err(broken)?,
    ))
}

fn unbound(key: &[u8]) -> Result<UnboundCipherKey, KeyManagerError> {
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        24 => &cipher::AES_192,
        _ => &cipher::AES_256,
    };
    UnboundCipherKey::new(algorithm, key).map_err(broken)
}

fn block_iv(iv: &[u8]) -> Result<FixedLength<BLOCK>, KeyManagerError> {
    let block: [u8; BLOCK] = iv.try_into().map_err(|_| invalid("iv must be 16 bytes."))?;
    Ok(FixedLength::from(block))
}

fn nonce(iv: &[u8]) -> Result<Nonce, KeyManagerError> {
    Nonce::try_assume_unique_for_key(iv).map_err(|_| invalid("iv must be 12 bytes."))
}

impl KeyManager {
    /// Encrypts with an Active AES key. Without `iv` one is drawn.
    ///
    /// # Errors
    /// When there is no such key, it may not be used for that, or something does not fit.
    pub fn encrypt(
        &self,
        scope: &Scope,
        selector: &Selector,
        mode: Cipher,
        plain: &[u8],
        iv: Option<Vec<u8>>,
        ad: &[u8],
    ) -> Result<(Detail, Ciphertext), KeyManagerError> {
        self.with_key(scope, selector, "encrypt", |tx, row, now| {
            scope.require(Permissions::ENCRYPT, &row.group_id)?;
            check(tx, row, KeyOps::ENCRYPT, now)?;
            let state = row.state_at(now);
            if state != State::Active {
                let cure = Cure::None("Only an Active key encrypts.");
                return Err(KeyManagerError::State { state, cure });
            }
            encrypt(&self.material(row)?, mode, plain, iv, ad)
        })
    }

    /// Decrypts with an AES key that is or was Active.
    ///
    /// # Errors
    /// When there is no such key, it may not be used for that, or something does not fit.
    pub fn decrypt(
        &self,
        scope: &Scope,
        selector: &Selector,
        mode: Cipher,
        text: Ciphertext,
        ad: &[u8],
    ) -> Result<(Detail, Zeroizing<Vec<u8>>), KeyManagerError> {
        self.with_key(scope, selector, "decrypt", |tx, row, now| {
            scope.require(Permissions::DECRYPT, &row.group_id)?;
            check(tx, row, KeyOps::DECRYPT, now)?;
            let state = row.state_at(now);
            if !matches!(
                state,
                State::Active | State::Deactivated | State::Compromised
            ) {
                let cure = Cure::None("It does not decrypt.");
                return Err(KeyManagerError::State { state, cure });
            }
            decrypt(&self.material(row)?, mode, text, ad)
        })
    }
}

fn check(tx: Tx<'_>, row: &KeyRow, op: KeyOps, now: i64) -> Result<(), KeyManagerError> {
    check_op(row, op)?;
    if Kind::of(row) != Kind::Aes {
        return Err(invalid("Only AES keys encrypt and decrypt here."));
    }
    if is_usable(tx, row, now)? {
        Ok(())
    } else {
        Err(disabled())
    }
}

fn encrypt(
    key: &[u8],
    mode: Cipher,
    plain: &[u8],
    iv: Option<Vec<u8>>,
    ad: &[u8],
) -> Result<Ciphertext, KeyManagerError> {
    let iv = match iv {
        Some(iv) => iv,
        None if mode == Cipher::Gcm => random_iv(aead::NONCE_LEN)?,
        None => random_iv(BLOCK)?,
    };
    let mut cipher = plain.to_vec();
    let tag = match mode {
        Cipher::Gcm => {
            let sealed =
                gcm(key)?.seal_in_place_separate_tag(nonce(&iv)?, Aad::from(ad), &mut cipher);
            Some(sealed.map_err(broken)?.as_ref().to_vec())
        }
        Cipher::Cbc => {
            let context = EncryptionContext::Iv128(block_iv(&iv)?);
            let key = PaddedBlockEncryptingKey::cbc_pkcs7(unbound(key)?).map_err(broken)?;
            key.less_safe_encrypt(&mut cipher, context)
                .map_err(broken)?;
            None
        }
        Cipher::Ctr => {
            let context = EncryptionContext::Iv128(block_iv(&iv)?);
            let key = EncryptingKey::ctr(unbound(key)?).map_err(broken)?;
            key.less_safe_encrypt(&mut cipher, context)
                .map_err(broken)?;
            None
        }
    };
    Ok(Ciphertext { cipher, iv, tag })
}

fn decrypt(
    key: &[u8],
    mode: Cipher,
    text: Ciphertext,
    ad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyManagerError> {
    let Ciphertext { cipher, iv, tag } = text;
    let mut plain = Zeroizing::new(cipher);
    let length = match mode {
        Cipher::Gcm => {
            let tag = tag.ok_or_else(|| invalid("tag is missing."))?;
            if tag.len() != TAG {
                return Err(invalid("tag must be 16 bytes."));
            }
            plain.extend_from_slice(&tag);
            let key = gcm(key)?;
            key.open_in_place(nonce(&iv)?, Aad::from(ad), &mut plain)
                .map_err(failed)?
                .len()
        }
        Cipher::Cbc => {
            let context = DecryptionContext::Iv128(block_iv(&iv)?);
            let key = PaddedBlockDecryptingKey::cbc_pkcs7(unbound(key)?).map_err(broken)?;
            key.decrypt(&mut plain, context).map_err(failed)?.len()
        }
        Cipher::Ctr => {
            let context = DecryptionContext::Iv128(block_iv(&iv)?);
            let key = DecryptingKey::ctr(unbound(key)?).map_err(broken)?;
            key.decrypt(&mut plain, context).map_err(failed)?.len()
        }
    };
    plain.truncate(length);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_decrypted() {
        for length in [16, 24, 32] {
            let key = vec![7; length];
            for mode in [Cipher::Gcm, Cipher::Cbc, Cipher::Ctr] {
                let made = encrypt(&key, mode, b"attack at dawn", None, b"ad").unwrap();
                let again = Ciphertext {
                    cipher: made.cipher.clone(),
                    iv: made.iv.clone(),
                    tag: made.tag.clone(),
                };
                assert_eq!(
                    decrypt(&key, mode, again, b"ad").unwrap().as_slice(),
                    b"attack at dawn"
                );
                if mode == Cipher::Gcm {
                    assert!(decrypt(&key, mode, made, b"other").is_err());
                }
            }
        }
    }

    /// SP 800-38A, F.2.5 and F.5.5, the first block.
    #[test]
    fn the_standards_vectors() {
        let bytes = |text: &str| -> Vec<u8> {
            let pairs = text.as_bytes().chunks(2);
            pairs
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect()
        };
        let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let plain = bytes("6bc1bee22e409f96e93d7e117393172a");
        let iv = bytes("000102030405060708090a0b0c0d0e0f");
        let made = encrypt(&key, Cipher::Cbc, &plain, Some(iv), &[]).unwrap();
        assert_eq!(made.cipher[..16], bytes("f58c4c04d6e5f1ba779eabfb5f7bfbd6"));
        let iv = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        let made = encrypt(&key, Cipher::Ctr, &plain, Some(iv), &[]).unwrap();
        assert_eq!(made.cipher, bytes("601ec313775789a5b7a7f504bbf3d228"));
    }
}
