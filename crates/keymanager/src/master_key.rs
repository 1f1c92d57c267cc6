//! The key under which secrets lie in the database.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use crate::error::KeyManagerError;

const LENGTH: usize = 32;

/// Seals and opens secrets with AES-256-GCM (NIST SP 800-38D), each bound to what it belongs to.
pub(crate) struct MasterKey(LessSafeKey);

impl MasterKey {
    /// The master key in `path`, which is made when it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, KeyManagerError> {
        let io_error = |source| KeyManagerError::Io {
            path: path.to_owned(),
            source,
        };
        let bytes = match fs::read(path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(path).map_err(io_error)?
            }
            Err(error) => return Err(io_error(error)),
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| KeyManagerError::MasterKey)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The secret, unreadable: nonce, ciphertext and tag.
    pub(crate) fn seal(&self, owner: &str, secret: &[u8]) -> Result<Vec<u8>, KeyManagerError> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| KeyManagerError::MasterKey)?;
        let mut sealed = Vec::with_capacity(NONCE_LEN + secret.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(secret);
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner),
                &mut sealed,
            )
            .map_err(|_| KeyManagerError::MasterKey)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The secret of what [`seal`](Self::seal) gave.
    pub(crate) fn unseal(
        &self,
        owner: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyManagerError> {
        let (nonce, body) = sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(KeyManagerError::MasterKey)?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.0.open_in_place(nonce, Aad::from(owner), &mut body);
        let length = opened.map_err(|_| KeyManagerError::MasterKey)?.len();
        body.truncate(length);
        Ok(body)
    }
}

/// Makes the file whole or not at all; another process may be faster, and then its key counts.
fn create(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut key = Zeroizing::new(vec![0; LENGTH]);
    rand::fill(&mut key).map_err(|_| io::Error::other("no random numbers"))?;
    let making = path.with_extension(format!("{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&making)?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = fs::hard_link(&making, path);
    fs::remove_file(&making)?;
    match linked {
        Ok(()) => {
            if let Some(folder) = path.parent() {
                File::open(folder)?.sync_all()?;
            }
            Ok(key)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::read(path).map(Zeroizing::new)
        }
        Err(error) => Err(error),
    }
}
