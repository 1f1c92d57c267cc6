//! What a device holds of one generation of the array key.

use aws_lc_rs::digest::{Context, SHA256};

use super::share::LENGTH_OF_KEY_SHARE;
use super::{Commitment, Generation, Share, Threshold};

/// What a device holds of one generation.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The generation.
    pub(crate) generation: Generation,
    /// Over how many SSDs its array key is shared, and how many it takes.
    pub(crate) threshold: Threshold,
    /// Its share of the array key; NVRAM has none.
    pub(crate) share: Option<Share>,
    /// By what the combined array key is known.
    pub(crate) commitment: Commitment,
    /// Sealed under its SSD key: a share of the wrapped data encryption key.
    pub(crate) region: Vec<u8>,
}

impl Layer {
    /// `share`, when it can be one of an array key shared by `threshold`: it has a number, and a byte
    /// for each byte of the key.
    pub(crate) fn checked_share(share: Share, threshold: Threshold) -> Option<Share> {
        let has_a_number = (1..=threshold.shares()).contains(&usize::from(*share.first()?));
        (has_a_number && share.len() == LENGTH_OF_KEY_SHARE).then_some(share)
    }

    /// By what the layer is known again: a SHA-256, as hexadecimal digits. The share in it has 256
    /// random bits, so nothing of it can be learned from its hash.
    pub(crate) fn fingerprint(&self) -> String {
        let mut context = Context::new(&SHA256);
        context.update(b"puresim layer");
        context.update(&self.generation.number().to_be_bytes());
        context.update(&self.commitment);
        for part in [self.share.as_deref().map(Vec::as_slice), Some(&self.region)] {
            let part = part.unwrap_or_default();
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        hex::encode(context.finish())
    }
}

/// A device that takes part in a generation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    /// Its serial number.
    pub(crate) serial: &'a str,
    /// The secret of the device itself.
    pub(crate) secret: &'a [u8; 32],
    /// Whether it gets a share of the array key.
    pub(crate) is_shareholder: bool,
}
