//! A block of a drive: what it is, a SHA-256 of what follows, then JSON, then zeros. A block that was
//! altered, or written in part only, is known by the hash.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// The length of a block in bytes: what a file system writes at once, so that writing one block never
/// touches another.
pub(super) const LENGTH: usize = 4096;

/// What a block holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<T> {
    /// Nothing: zeros.
    Empty,
    /// Something that was altered, cut off, or not written to the end.
    Torn,
    /// That.
    Whole(T),
}

/// The block of that kind and content.
pub(super) fn encode(kind: &str, content: &impl Serialize) -> Zeroizing<Vec<u8>> {
    let body = serde_json::to_vec(content).map(Zeroizing::new);
    let body = body.expect("what lies on a drive is plain data");
    let head = head(kind, &body);
    let mut block = Zeroizing::new(Vec::with_capacity(LENGTH));
    block.extend_from_slice(head.as_bytes());
    block.extend_from_slice(&body);
    assert!(block.len() <= LENGTH, "what lies on a drive is short");
    block.resize(LENGTH, 0);
    block
}

/// What the block of that kind holds.
pub(super) fn decode<T: DeserializeOwned>(kind: &str, block: &[u8]) -> Block<T> {
    if block.len() == LENGTH && used(block) == 0 {
        return Block::Empty;
    }
    content(kind, block).map_or(Block::Torn, Block::Whole)
}

fn content<T: DeserializeOwned>(kind: &str, block: &[u8]) -> Option<T> {
    if block.len() != LENGTH {
        return None;
    }
    let end = block.iter().position(|&byte| byte == b'\n')? + 1;
    let body = block.get(end..used(block))?;
    if block[..end] != *head(kind, body).as_bytes() {
        return None;
    }
    serde_json::from_slice(body).ok()
}

/// How many bytes there are before the zeros at the end. Of a rotation's work on 250 drives this was a
/// tenth when it looked at one byte after the other.
fn used(block: &[u8]) -> usize {
    const PIECE: usize = 64;
    let is_zero = |piece: &&[u8]| **piece == [0; PIECE][..piece.len()];
    let zeros: usize = block
        .rchunks(PIECE)
        .take_while(is_zero)
        .map(<[u8]>::len)
        .sum();
    let rest = &block[..block.len() - zeros];
    rest.iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |last| last + 1)
}

fn head(kind: &str, body: &[u8]) -> String {
    format!("{kind} {}\n", hex::encode(digest(&SHA256, body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_whole_or_known_to_be_torn() {
        let block = encode("kind", &["content"; 20]);
        let read = |block: &[u8]| decode::<Vec<String>>("kind", block);
        assert_eq!(read(&block), Block::Whole(vec!["content".to_owned(); 20]));
        assert_eq!(read(&[0; LENGTH]), Block::Empty);
        assert_eq!(decode::<Vec<String>>("other", &block), Block::Torn);
        for at in 0..LENGTH {
            let mut altered = block.to_vec();
            altered[at] ^= 1;
            assert_eq!(read(&altered), Block::Torn, "byte {at}");
        }
        // Written in part over zeros, or over another.
        let other = encode("kind", &["another"; 30]);
        let used = block.iter().rposition(|&byte| byte != 0).unwrap() + 1;
        for at in 1..used {
            for below in [&[0; LENGTH], other.as_slice()] {
                let torn = [&block[..at], &below[at..]].concat();
                // They begin alike.
                if torn != *other {
                    assert_eq!(read(&torn), Block::Torn, "{at} bytes");
                }
            }
        }
        assert_eq!(read(&block[..LENGTH - 1]), Block::Torn);
    }
}
