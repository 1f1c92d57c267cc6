//! Drives as release 0.1 wrote them: a line with the format and a SHA-256 of what follows, then JSON.
//! The whole file was written anew at every rotation.

use aws_lc_rs::digest::{SHA256, digest};
use serde::Deserialize;

use super::written::{WrittenHeader, WrittenLayer};
use crate::key::Layer;

const FORMAT: &str = "puresim drive 1";

/// A drive of release 0.1 was far shorter than this, in bytes.
pub(super) const MAX_LENGTH: usize = 1 << 16;

#[derive(Deserialize)]
struct Written {
    #[serde(flatten)]
    header: WrittenHeader,
    layers: Vec<WrittenLayer>,
}

/// What such a drive holds, of two generations at most; `None` when it is none, or damaged.
pub(super) fn parse(bytes: &[u8]) -> Option<(WrittenHeader, Vec<Layer>)> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (head, body) = (std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]);
    let hash = head.strip_prefix(FORMAT)?.strip_prefix(' ')?;
    if hash != hex::encode(digest(&SHA256, body)) {
        return None;
    }
    let written: Written = serde_json::from_slice(body).ok()?;
    let layers = written.layers.into_iter().map(WrittenLayer::into_layer);
    Some((written.header, layers.collect::<Option<_>>()?))
}
