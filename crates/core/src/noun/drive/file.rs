//! What lies on a drive: its own secret, its share, its sealed region. Nothing of the other drives.
//!
//! A line with the format and a SHA-256 of what follows, then JSON. A drive that was cut short or
//! altered is known by the hash, and counts as damaged.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::DriveError;
use crate::ground::FileError;
use crate::key::{Generation, Layer, Threshold, reconcile};

const FORMAT: &str = "puresim drive 1";
/// A drive is far shorter than this, in bytes.
const MAX_LENGTH: u64 = 1 << 16;

/// What lies on a drive.
#[derive(Clone, Debug)]
pub struct DriveFile {
    /// The array it belongs to.
    pub(crate) array: Uuid,
    /// The name that array had when the drive became its own.
    pub(crate) array_name: String,
    /// Its serial number.
    pub(crate) serial: String,
    /// A secret of the device itself, which never leaves it.
    pub(crate) secret: DeviceSecret,
    /// The generations it holds: one, or two while the array key is rotated.
    pub(crate) layers: Vec<Layer>,
}

/// 32 random bytes of the device.
#[derive(Clone)]
pub(crate) struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    pub(super) fn new() -> Self {
        Self(crate::key::random())
    }

    /// By what the array knows the device again, without knowing its secret: HMAC-SHA256.
    pub(super) fn fingerprint(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice());
        hex::encode(hmac::sign(&key, b"puresim device fingerprint"))
    }
}

impl std::ops::Deref for DeviceSecret {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSecret")
    }
}

impl DriveFile {
    /// What it holds of that generation.
    pub(crate) fn layer(&self, generation: Generation) -> Option<&Layer> {
        self.layers
            .iter()
            .find(|layer| layer.generation == generation)
    }

    /// The generations it holds.
    pub(crate) fn held(&self) -> Vec<Generation> {
        self.layers.iter().map(|layer| layer.generation).collect()
    }

    /// Drops what a drive drops when `generation` is the one that counts.
    pub(crate) fn keep_only(&mut self, generation: Generation) {
        let kept = reconcile(generation, &self.held()).keep;
        self.layers.retain(|layer| Some(layer.generation) == kept);
    }

    /// Reads the drive in the file `path`; `None` when there is no such file.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, DriveError> {
        let failed = FileError::at(path);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error).into()),
        };
        // Read, not asked for its length: a device has none.
        let mut bytes = Zeroizing::new(Vec::new());
        file.take(MAX_LENGTH + 1)
            .read_to_end(&mut bytes)
            .map_err(&failed)?;
        let read = if bytes.len() as u64 > MAX_LENGTH {
            None
        } else {
            parse(&bytes)
        };
        read.map(Some)
            .ok_or_else(|| DriveError::Damaged(path.to_owned()))
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let body = serde_json::to_vec(&Written::of(self)).map(Zeroizing::new);
        let body = body.expect("a drive is plain data");
        let hash = hex::encode(digest(&SHA256, &body));
        Zeroizing::new([format!("{FORMAT} {hash}\n").as_bytes(), &body].concat())
    }
}

fn parse(bytes: &[u8]) -> Option<DriveFile> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (head, body) = (std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]);
    let hash = head.strip_prefix(FORMAT)?.trim_start();
    if hash != hex::encode(digest(&SHA256, body)) {
        return None;
    }
    serde_json::from_slice::<Written>(body).ok()?.into_drive()
}

/// A drive as JSON: bytes in hexadecimal digits.
#[derive(Serialize, Deserialize)]
struct Written {
    array: Uuid,
    array_name: String,
    serial: String,
    secret: Zeroizing<String>,
    layers: Vec<WrittenLayer>,
}

#[derive(Serialize, Deserialize)]
struct WrittenLayer {
    generation: u64,
    shares: usize,
    /// Release 0.1 wrote none.
    #[serde(default)]
    needed: Option<usize>,
    share: Option<Zeroizing<String>>,
    commitment: String,
    region: String,
}

impl Written {
    fn of(drive: &DriveFile) -> Self {
        let layers = drive.layers.iter().map(|layer| WrittenLayer {
            generation: layer.generation.number(),
            shares: layer.threshold.shares(),
            needed: Some(layer.threshold.needed()),
            share: layer
                .share
                .as_ref()
                .map(|share| Zeroizing::new(hex::encode(share.as_slice()))),
            commitment: hex::encode(layer.commitment),
            region: hex::encode(&layer.region),
        });
        Self {
            array: drive.array,
            array_name: drive.array_name.clone(),
            serial: drive.serial.clone(),
            secret: Zeroizing::new(hex::encode(drive.secret.0.as_slice())),
            layers: layers.collect(),
        }
    }

    fn into_drive(self) -> Option<DriveFile> {
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(self.secret.as_str(), secret.as_mut_slice()).ok()?;
        let layers = self.layers.into_iter().map(WrittenLayer::into_layer);
        Some(DriveFile {
            array: self.array,
            array_name: self.array_name,
            serial: self.serial,
            secret: DeviceSecret(secret),
            layers: layers.collect::<Option<_>>()?,
        })
    }
}

impl WrittenLayer {
    fn into_layer(self) -> Option<Layer> {
        let mut commitment = [0; 32];
        hex::decode_to_slice(&self.commitment, &mut commitment).ok()?;
        let share = match self.share {
            Some(share) => Some(Zeroizing::new(hex::decode(share.as_str()).ok()?)),
            None => None,
        };
        Some(Layer {
            generation: Generation::new(self.generation),
            threshold: match self.needed {
                Some(needed) => Threshold::of(self.shares, needed)?,
                None => Threshold::of_release_0_1(self.shares)?,
            },
            share,
            commitment,
            region: hex::decode(&self.region).ok()?,
        })
    }
}
