//! Which volume.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The id of one writing of a volume: a random UUID (RFC 9562, version 4). Its file is named after
/// it, and its key and its ciphertext are bound to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VolumeId(Uuid);

impl VolumeId {
    /// An id that no other volume has.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Its 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl FromStr for VolumeId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

impl fmt::Display for VolumeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
