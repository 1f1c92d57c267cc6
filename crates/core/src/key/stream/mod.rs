//! Encrypting a stream of any length in constant memory: AES-256-GCM (NIST SP 800-38D) in the STREAM
//! construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance, 2015).
//!
//! ```text
//! header   8 bytes  what is encrypted, and the version of its format
//!         16 bytes  which one it is
//! chunks  each at most CHUNK bytes of ciphertext and a tag of 16 bytes; all but the last are full
//! ```
//!
//! A stream can be bound to more than its header says, such as the name of what it holds: a SHA-256 of that
//! is authenticated with each chunk, too, and written nowhere.
//!
//! The nonce of a chunk is 7 zero bytes, its number (4 bytes, big-endian, from 0), and 1 for the last
//! chunk or 0 for the others; the header is authenticated with each. So chunks can be neither left
//! out, swapped, added nor taken from another stream. A key is used for one stream only.

use std::io::{self, Read, Write};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// How much plaintext is encrypted at once, in bytes.
pub const CHUNK: usize = 256 << 10;

/// The length of a tag in bytes.
pub const TAG: usize = 16;

/// The length of the header in bytes.
pub const HEADER: usize = 8 + 16;

/// What precedes the chunks, in the clear, and what else they are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    bytes: [u8; HEADER],
    bound_to: Option<[u8; 32]>,
}

impl Header {
    /// Of the stream `id` of a `kind`, which names its version too.
    pub fn new(kind: &[u8; 8], id: &[u8; 16]) -> Self {
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(kind);
        header[8..].copy_from_slice(id);
        Self {
            bytes: header,
            bound_to: None,
        }
    }

    /// The same of a stream that is bound to `what`.
    #[must_use]
    pub fn bound_to(mut self, what: &[u8]) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, what).as_ref());
        self.bound_to = Some(hash);
        self
    }

    /// As it is written.
    pub fn as_bytes(&self) -> &[u8; HEADER] {
        &self.bytes
    }

    fn associated_data(&self) -> Vec<u8> {
        let bound_to = self.bound_to.as_ref().map(<[u8; 32]>::as_slice);
        [&self.bytes, bound_to.unwrap_or_default()].concat()
    }
}

/// Why a stream cannot be encrypted or decrypted.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// What is to be encrypted or decrypted cannot be read.
    #[error("cannot read: {0}")]
    Source(io::Error),
    /// The result cannot be written.
    #[error("cannot write: {0}")]
    Sink(io::Error),
    /// The ciphertext is not what was written. Nothing of it, from that byte of the plaintext on, was
    /// released.
    #[error("altered or cut off after byte {0}")]
    Altered(u64),
    /// More than 2^32 chunks: 1 PiB.
    #[error("longer than 1 PiB")]
    TooLong,
}

/// Encrypts all of `source` into `sink` under `key` (32 bytes), which must not be used for anything else.
/// Returns the length of the plaintext in bytes.
///
/// # Errors
/// When one cannot be read or the other not be written, or `source` is too long.
pub fn seal(
    key: &[u8; 32],
    header: &Header,
    mut source: impl Read,
    mut sink: impl Write,
) -> Result<u64, StreamError> {
    let cipher = Cipher::new(key, header);
    sink.write_all(header.as_bytes())
        .map_err(StreamError::Sink)?;
    let (mut chunk, mut next) = (Buffer::new(CHUNK), Buffer::new(CHUNK));
    chunk.fill(&mut source)?;
    for number in 0..=u32::MAX {
        // Only a full chunk may have another after it.
        next.clear();
        if chunk.len == CHUNK {
            next.fill(&mut source)?;
        }
        let last = next.len == 0;
        let length = chunk.len as u64;
        cipher.seal(number, last, &mut chunk);
        sink.write_all(chunk.bytes()).map_err(StreamError::Sink)?;
        if last {
            sink.flush().map_err(StreamError::Sink)?;
            return Ok(u64::from(number) * CHUNK as u64 + length);
        }
        std::mem::swap(&mut chunk, &mut next);
    }
    Err(StreamError::TooLong)
}

/// Decrypts all of `source` into `sink`; each chunk is verified before a byte of it is written.
/// Returns the length of the plaintext in bytes.
///
/// # Errors
/// When one cannot be read or the other not be written, or `source` is not what [`seal`] wrote.
pub fn open(
    key: &[u8; 32],
    header: &Header,
    mut source: impl Read,
    mut sink: impl Write,
) -> Result<u64, StreamError> {
    let cipher = Cipher::new(key, header);
    let mut found = Buffer::new(HEADER);
    found.fill(&mut source)?;
    if found.bytes() != header.as_bytes() {
        return Err(StreamError::Altered(0));
    }
    let (mut chunk, mut next) = (Buffer::new(CHUNK + TAG), Buffer::new(CHUNK + TAG));
    chunk.fill(&mut source)?;
    let mut length = 0;
    for number in 0..=u32::MAX {
        next.clear();
        if chunk.len == CHUNK + TAG {
            next.fill(&mut source)?;
        }
        let last = next.len == 0;
        let plain = cipher
            .open(number, last, &mut chunk)
            .ok_or(StreamError::Altered(length))?;
        sink.write_all(plain).map_err(StreamError::Sink)?;
        length += plain.len() as u64;
        if last {
            sink.flush().map_err(StreamError::Sink)?;
            return Ok(length);
        }
        std::mem::swap(&mut chunk, &mut next);
    }
    Err(StreamError::Altered(length))
}

/// The key and the header of one stream.
struct Cipher {
    key: LessSafeKey,
    associated_data: Vec<u8>,
}

impl Cipher {
    fn new(key: &[u8; 32], header: &Header) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes");
        Self {
            key: LessSafeKey::new(key),
            associated_data: header.associated_data(),
        }
    }

    /// Encrypts the chunk in place and appends its tag.
    fn seal(&self, number: u32, last: bool, chunk: &mut Buffer) {
        let plain = &mut chunk.space[..chunk.len];
        let tag = self
            .key
            .seal_in_place_separate_tag(
                nonce(number, last),
                Aad::from(&self.associated_data),
                plain,
            )
            .expect("a chunk is shorter than 64 GiB");
        chunk.space[chunk.len..chunk.len + TAG].copy_from_slice(tag.as_ref());
        chunk.len += TAG;
    }

    /// Decrypts the chunk in place; `None` when it is not what was sealed.
    fn open<'a>(&self, number: u32, last: bool, chunk: &'a mut Buffer) -> Option<&'a [u8]> {
        let sealed = &mut chunk.space[..chunk.len];
        let plain = self
            .key
            .open_in_place(
                nonce(number, last),
                Aad::from(&self.associated_data),
                sealed,
            )
            .ok()?;
        Some(plain)
    }
}

fn nonce(number: u32, last: bool) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[7..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = last.into();
    Nonce::assume_unique_for_key(nonce)
}

/// A chunk, and room for its tag; wiped when dropped.
struct Buffer {
    space: Zeroizing<Vec<u8>>,
    limit: usize,
    len: usize,
}

impl Buffer {
    /// Takes up to `limit` bytes.
    fn new(limit: usize) -> Self {
        Self {
            space: Zeroizing::new(vec![0; limit + TAG]),
            limit,
            len: 0,
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.space[..self.len]
    }

    fn clear(&mut self) {
        self.len = 0;
    }

    /// Reads until it is full or the source ends.
    fn fill(&mut self, source: &mut impl Read) -> Result<(), StreamError> {
        while self.len < self.limit {
            match source.read(&mut self.space[self.len..self.limit]) {
                Ok(0) => break,
                Ok(count) => self.len += count,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(StreamError::Source(e)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
