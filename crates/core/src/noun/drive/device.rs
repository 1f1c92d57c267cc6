//! A drive that is there.

use std::path::PathBuf;

use super::{DriveFile, DriveRow, Kind};
use crate::key::{Commitment, Generation, Layer, Member};

/// A drive of the array that is there and can be read.
#[derive(Debug)]
pub(crate) struct Device {
    /// What the array knows of it.
    pub(crate) row: DriveRow,
    /// What lies on it.
    pub(crate) file: DriveFile,
    /// Where that lies.
    pub(crate) path: PathBuf,
}

/// Whether what a drive holds is what the array gave it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing<'a> {
    /// It holds this of the generation that counts.
    Current(&'a Layer),
    /// It holds nothing of the generation that counts: it was away when that was made.
    Stale,
    /// What it holds of the generation that counts is not what the array gave it.
    Altered,
}

impl<'a> Standing<'a> {
    /// What counts of it.
    pub(crate) fn layer(self) -> Option<&'a Layer> {
        match self {
            Self::Current(layer) => Some(layer),
            Self::Stale | Self::Altered => None,
        }
    }
}

impl Device {
    /// As a member of a generation of the array key.
    pub(crate) fn member(&self) -> Member<'_> {
        Member {
            serial: &self.row.serial,
            secret: &self.file.secret,
            is_shareholder: self.row.bay.kind() == Kind::Ssd,
        }
    }

    /// How it stands to the generation that counts, whose array key has that commitment. Without one,
    /// as in an array of release 0.1 before its next rotation, what the drive says is taken.
    pub(crate) fn standing(
        &self,
        generation: Generation,
        commitment: Option<&Commitment>,
    ) -> Standing<'_> {
        let Some(layer) = self.file.layer(generation) else {
            return Standing::Stale;
        };
        let is_shareholder = self.row.bay.kind() == Kind::Ssd;
        if is_shareholder != layer.share.is_some() {
            return Standing::Altered;
        }
        match (&self.row.layer, commitment) {
            (_, None) => Standing::Current(layer),
            (Some(known), Some(_)) if *known == layer.fingerprint() => Standing::Current(layer),
            // Of an attempt that never counted, made while another drive was away.
            (_, Some(counting)) if layer.commitment != *counting => Standing::Stale,
            _ => Standing::Altered,
        }
    }
}
