//! What lies on a drive, as JSON: bytes in hexadecimal digits.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::key::{Generation, Layer, Threshold};

/// What is written when the drive is made, and never again.
#[derive(Serialize, Deserialize)]
pub(super) struct WrittenHeader {
    pub(super) array: Uuid,
    pub(super) array_name: String,
    pub(super) serial: String,
    pub(super) secret: Zeroizing<String>,
}

/// What it holds of one generation.
#[derive(Serialize, Deserialize)]
pub(super) struct WrittenLayer {
    generation: u64,
    shares: usize,
    /// Release 0.1 wrote none.
    #[serde(default)]
    needed: Option<usize>,
    share: Option<Zeroizing<String>>,
    commitment: String,
    region: String,
}

impl WrittenLayer {
    pub(super) fn of(layer: &Layer) -> Self {
        Self {
            generation: layer.generation.number(),
            shares: layer.threshold.shares(),
            needed: Some(layer.threshold.needed()),
            share: layer
                .share
                .as_ref()
                .map(|share| Zeroizing::new(hex::encode(share.as_slice()))),
            commitment: hex::encode(layer.commitment),
            region: hex::encode(&layer.region),
        }
    }

    /// `None` when it cannot be one, as with a share that is too short or has no number.
    pub(super) fn into_layer(self) -> Option<Layer> {
        let mut commitment = [0; 32];
        hex::decode_to_slice(&self.commitment, &mut commitment).ok()?;
        let threshold = match self.needed {
            Some(needed) => Threshold::of(self.shares, needed)?,
            None => Threshold::of_release_0_1(self.shares)?,
        };
        let share = match self.share {
            Some(share) => {
                let share = Zeroizing::new(hex::decode(share.as_str()).ok()?);
                Some(Layer::checked_share(share, threshold)?)
            }
            None => None,
        };
        Some(Layer {
            generation: Generation::new(self.generation),
            threshold,
            share,
            commitment,
            region: hex::decode(&self.region).ok()?,
        })
    }
}
