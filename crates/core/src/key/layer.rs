//! What a device holds of one generation of the array key.

use zeroize::Zeroizing;

use super::{Generation, Threshold};

/// What a device holds of one generation.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The generation.
    pub(crate) generation: Generation,
    /// Over how many SSDs its array key is shared, and how many it takes.
    pub(crate) threshold: Threshold,
    /// Its share of the array key; NVRAM has none.
    pub(crate) share: Option<Zeroizing<Vec<u8>>>,
    /// By what the combined array key is known: 32 bytes.
    pub(crate) commitment: [u8; 32],
    /// Sealed under its SSD key: a share of the wrapped data encryption key.
    pub(crate) region: Vec<u8>,
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
