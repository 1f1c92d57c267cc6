//! Encrypting a stream of any length in constant memory: AES-256-GCM (NIST SP 800-38D) in the STREAM
//! construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance, 2015).
//!
//! ```text
//! header   8 bytes  "PUREVOL\x01"
//!         16 bytes  the volume's id
//! chunks  each at most CHUNK bytes of ciphertext and a tag of 16 bytes; all but the last are full
//! ```
//!
//! The nonce of a chunk is 7 zero bytes, its number (4 bytes, big-endian, from 0), and 1 for the last
//! chunk or 0 for the others; the header is authenticated with each. So chunks can be neither left
//! out, swapped, added nor taken from another volume. A key is used for one stream only.

use std::io::{self, Read, Write};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::VolumeId;

/// How much plaintext is encrypted at once, in bytes.
pub const CHUNK: usize = 256 << 10;

/// The length of a tag in bytes.
pub const TAG: usize = 16;

/// The length of the header in bytes.
pub const HEADER: usize = MAGIC.len() + 16;

const MAGIC: &[u8; 8] = b"PUREVOL\x01";

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
    /// given out.
    #[error("altered or cut off after byte {0}")]
    Altered(u64),
    /// More than 2^32 chunks: 1 PiB.
    #[error("longer than 1 PiB")]
    TooLong,
}

/// Encrypts all of `source` into `sink` under `key`, which must not be used for anything else.
/// Returns the length of the plaintext in bytes.
///
/// # Errors
/// When one cannot be read or the other not be written, or `source` is too long.
pub fn seal(
    key: &[u8; 32],
    id: &VolumeId,
    mut source: impl Read,
    mut sink: impl Write,
) -> Result<u64, StreamError> {
    let cipher = Cipher::new(key, id);
    sink.write_all(&cipher.header).map_err(StreamError::Sink)?;
    let (mut chunk, mut next) = (Buffer::new(CHUNK), Buffer::new(CHUNK));
    chunk.fill(&mut source)?;
    for number in 0..=u32::MAX {
        // Only a full chunk may have another behind it.
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
    id: &VolumeId,
    mut source: impl Read,
    mut sink: impl Write,
) -> Result<u64, StreamError> {
    let cipher = Cipher::new(key, id);
    let mut header = Buffer::new(HEADER);
    header.fill(&mut source)?;
    if header.bytes() != cipher.header {
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
    header: [u8; HEADER],
}

impl Cipher {
    fn new(key: &[u8; 32], id: &VolumeId) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes");
        let mut header = [0; HEADER];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        header[MAGIC.len()..].copy_from_slice(id.as_bytes());
        Self {
            key: LessSafeKey::new(key),
            header,
        }
    }

    /// Encrypts the chunk in place and puts its tag behind it.
    fn seal(&self, number: u32, last: bool, chunk: &mut Buffer) {
        let plain = &mut chunk.space[..chunk.len];
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce(number, last), Aad::from(&self.header), plain)
            .expect("a chunk is shorter than 64 GiB");
        chunk.space[chunk.len..chunk.len + TAG].copy_from_slice(tag.as_ref());
        chunk.len += TAG;
    }

    /// Decrypts the chunk in place; none when it is not what was sealed.
    fn open<'a>(&self, number: u32, last: bool, chunk: &'a mut Buffer) -> Option<&'a [u8]> {
        let sealed = &mut chunk.space[..chunk.len];
        let plain = self
            .key
            .open_in_place(nonce(number, last), Aad::from(&self.header), sealed)
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn id() -> VolumeId {
        "8d0f4a52-5f0e-4d6c-9c1e-3b8a2f6d7e10".parse().unwrap()
    }

    /// Contents of which no two chunks are equal.
    fn contents(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at / 251 + at % 251) as u8).collect()
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::new();
        assert_eq!(
            seal(&KEY, &id(), plain, &mut sealed).unwrap(),
            plain.len() as u64
        );
        sealed
    }

    /// What is given out, and whether all of it was right.
    fn opened(sealed: &[u8]) -> (Vec<u8>, Result<u64, StreamError>) {
        let mut plain = Vec::new();
        let result = open(&KEY, &id(), sealed, &mut plain);
        (plain, result)
    }

    /// An altered stream ends in an error, and gives out nothing but the beginning of the contents,
    /// up to where the error says.
    #[track_caller]
    fn assert_refused(plain: &[u8], altered: &[u8]) {
        let (out, result) = opened(altered);
        let Err(StreamError::Altered(at)) = result else {
            panic!("{result:?}");
        };
        assert_eq!(out.len() as u64, at);
        assert!(plain.starts_with(&out));
    }

    /// Gives one byte at a time, and is interrupted before each.
    struct Drop<'a>(&'a [u8], bool);

    impl Read for Drop<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = 1.min(buffer.len());
            self.0.read(&mut buffer[..count])
        }
    }

    const BOUNDARIES: [usize; 8] = [
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        2 * CHUNK - 1,
        2 * CHUNK,
        2 * CHUNK + 1,
    ];

    #[test]
    fn contents_around_a_chunk_come_back() {
        for length in BOUNDARIES {
            let plain = contents(length);
            let sealed = sealed(&plain);
            let chunks = length.div_ceil(CHUNK).max(1);
            assert_eq!(sealed.len(), HEADER + length + chunks * TAG);
            let (out, result) = opened(&sealed);
            assert_eq!(result.unwrap(), length as u64);
            assert!(out == plain, "{length}");
        }
    }

    #[test]
    fn a_source_that_gives_little_makes_the_same_stream() {
        let plain = contents(CHUNK + 3);
        let mut slowly = Vec::new();
        seal(&KEY, &id(), Drop(&plain, false), &mut slowly).unwrap();
        assert!(slowly == sealed(&plain));
        let mut out = Vec::new();
        open(&KEY, &id(), Drop(&slowly, false), &mut out).unwrap();
        assert!(out == plain);
    }

    #[test]
    fn a_stream_cut_off_anywhere_around_a_chunk_is_refused() {
        for length in BOUNDARIES {
            let plain = contents(length);
            let sealed = sealed(&plain);
            let full = HEADER + CHUNK + TAG;
            let cuts = [
                0,
                1,
                HEADER - 1,
                HEADER,
                HEADER + 1,
                HEADER + TAG,
                full - 1,
                full,
                full + 1,
            ];
            for cut in cuts
                .into_iter()
                .chain([sealed.len() - 1])
                .filter(|cut| *cut < sealed.len())
            {
                assert_refused(&plain, &sealed[..cut]);
            }
        }
    }

    #[test]
    fn chunks_in_another_order_are_refused() {
        let plain = contents(3 * CHUNK + 5);
        let sealed = sealed(&plain);
        let (header, body) = sealed.split_at(HEADER);
        let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
        assert_eq!(chunks.len(), 4);
        let orders: [&[usize]; 8] = [
            &[1, 0, 2, 3],
            &[0, 2, 1, 3],
            &[3, 0, 1, 2],
            &[0, 1, 3],
            &[0, 0, 1, 2, 3],
            &[0, 1, 2, 2, 3],
            &[0, 1, 2, 3, 3],
            &[1, 2, 3],
        ];
        for order in orders {
            let mut altered = header.to_vec();
            order
                .iter()
                .for_each(|at| altered.extend_from_slice(chunks[*at]));
            assert_refused(&plain, &altered);
        }
    }

    #[test]
    fn a_stream_opens_only_with_its_key_and_as_its_volume() {
        let plain = contents(10);
        let sealed = sealed(&plain);
        let other = VolumeId::random();
        for (key, id) in [(&[8; 32], id()), (&KEY, other)] {
            let mut out = Vec::new();
            let result = open(key, &id, sealed.as_slice(), &mut out);
            assert!(matches!(result, Err(StreamError::Altered(0))), "{result:?}");
            assert!(out.is_empty());
        }
        // Nor does it help to write the other's id into the header.
        let mut renamed = sealed.clone();
        renamed[MAGIC.len()..HEADER].copy_from_slice(other.as_bytes());
        let result = open(&KEY, &other, renamed.as_slice(), &mut Vec::new());
        assert!(matches!(result, Err(StreamError::Altered(0))), "{result:?}");
    }

    #[test]
    fn a_full_device_is_told() {
        let mut room = [0; HEADER + 100];
        let result = seal(&KEY, &id(), contents(200).as_slice(), room.as_mut_slice());
        assert!(matches!(result, Err(StreamError::Sink(_))), "{result:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_contents_come_back(length in 0..3 * CHUNK) {
            let plain = contents(length);
            let (out, result) = opened(&sealed(&plain));
            prop_assert_eq!(result.unwrap(), length as u64);
            prop_assert!(out == plain);
        }

        #[test]
        fn any_cut_is_refused(length in 0..3 * CHUNK, cut: prop::sample::Index) {
            let plain = contents(length);
            let sealed = sealed(&plain);
            assert_refused(&plain, &sealed[..cut.index(sealed.len())]);
        }

        #[test]
        fn any_flipped_bit_is_refused(
            length in 0..2 * CHUNK, at: prop::sample::Index, bit in 0..8_u8,
        ) {
            let plain = contents(length);
            let mut sealed = sealed(&plain);
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            assert_refused(&plain, &sealed);
        }

        #[test]
        fn anything_behind_the_end_is_refused(length in 0..2 * CHUNK, more in 1..2 * CHUNK) {
            let plain = contents(length);
            let mut sealed = sealed(&plain);
            sealed.extend(contents(more));
            assert_refused(&plain, &sealed);
        }
    }
}
