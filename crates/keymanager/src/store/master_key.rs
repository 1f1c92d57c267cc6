//! The key under which secrets are sealed in the database.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::{StoreError, files};

const LENGTH: usize = 32;

/// Seals and opens secrets with AES-256-GCM (NIST SP 800-38D), each bound to what it belongs to.
pub(crate) struct MasterKey(LessSafeKey);

impl MasterKey {
    /// The master key in `path`, which is made when it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let bytes = match files::read(path)? {
            Some(bytes) => bytes,
            None => files::create_once(path, random()?)?,
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| StoreError::MasterKey)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The secret, unreadable: nonce, ciphertext and tag.
    pub(crate) fn seal(&self, owner: &str, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| StoreError::MasterKey)?;
        // Room for all of it, so that it does not move and leave a copy behind.
        let mut sealed = Vec::with_capacity(secret.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(secret);
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner),
                &mut sealed,
            )
            .map_err(|_| StoreError::MasterKey)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The secret of what [`seal`](Self::seal) gave.
    pub(crate) fn unseal(
        &self,
        owner: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (nonce, body) = sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(StoreError::MasterKey)?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.0.open_in_place(nonce, Aad::from(owner), &mut body);
        let length = opened.map_err(|_| StoreError::MasterKey)?.len();
        body.truncate(length);
        Ok(body)
    }
}

fn random() -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut key = Zeroizing::new(vec![0; LENGTH]);
    rand::fill(&mut key).map_err(|_| StoreError::MasterKey)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let sealed = MasterKey::open(&path)
            .unwrap()
            .seal("mine", b"secret")
            .unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));

        let again = MasterKey::open(&path).unwrap();
        assert_eq!(again.unseal("mine", &sealed).unwrap().as_slice(), b"secret");
        assert!(again.unseal("yours", &sealed).is_err());
        let other = MasterKey::open(&folder.path().join("other.key")).unwrap();
        assert!(other.unseal("mine", &sealed).is_err());
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(again.unseal("mine", &altered).is_err(), "bit {bit}");
        }
    }
}
