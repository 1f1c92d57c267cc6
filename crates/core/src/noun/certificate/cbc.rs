//! The block ciphers of old key files, in cipher block chaining mode (SP 800-38A, section 6.2) with the
//! padding of RFC 8018, section 6.1.1.

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use des::{Des, TdesEde2, TdesEde3};
use zeroize::Zeroizing;

/// A block cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cipher {
    /// AES with a key of 16 bytes (FIPS 197).
    Aes128,
    /// AES with a key of 24 bytes.
    Aes192,
    /// AES with a key of 32 bytes.
    Aes256,
    /// DES with a key of 8 bytes (FIPS 46-3).
    Des,
    /// Triple DES with a key of 16 bytes.
    TripleDes2,
    /// Triple DES with a key of 24 bytes.
    TripleDes3,
}

impl Cipher {
    /// The length of its key, in bytes.
    pub(super) fn key_length(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 | Self::TripleDes2 => 16,
            Self::Aes192 | Self::TripleDes3 => 24,
            Self::Aes256 => 32,
        }
    }

    /// The length of its blocks and of its initialization vector, in bytes.
    pub(super) fn block_length(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Des | Self::TripleDes2 | Self::TripleDes3 => 8,
        }
    }

    /// Decrypts, and removes the padding; `None` when a length is wrong, or the padding, as it mostly
    /// is under a wrong key.
    pub(super) fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Aes128 => decrypt::<Aes128>(key, iv, data),
            Self::Aes192 => decrypt::<Aes192>(key, iv, data),
            Self::Aes256 => decrypt::<Aes256>(key, iv, data),
            Self::Des => decrypt::<Des>(key, iv, data),
            Self::TripleDes2 => decrypt::<TdesEde2>(key, iv, data),
            Self::TripleDes3 => decrypt::<TdesEde3>(key, iv, data),
        }
    }
}

fn decrypt<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = Decryptor::<C>::new_from_slices(key, iv).ok()?;
    let mut clear = Zeroizing::new(data.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut clear).ok()?.len();
    clear.truncate(length);
    Some(clear)
}
