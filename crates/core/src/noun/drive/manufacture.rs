//! New drives.

use uuid::Uuid;

use std::path::PathBuf;

use super::{Bay, Device, DriveFile, DriveRow, Kind};
use crate::ground::{Identifiers, ObjectName};

const SSD_CAPACITY: u64 = 1 << 40;
const NVRAM_CAPACITY: u64 = 16 << 30;
const NVRAM_COUNT: usize = 2;

/// A new drive for `bay`, with a serial number of those identifiers and a secret of its own, which is to lie
/// at `path`.
pub(crate) fn new_drive(
    array: Uuid,
    array_name: &ObjectName,
    bay: Bay,
    path: PathBuf,
    identifiers: &Identifiers,
) -> Device {
    let letters = match bay.kind() {
        Kind::Ssd => "PSSD",
        Kind::Nvram => "PNVR",
    };
    let number = identifiers.bytes::<5>(&format!("drive {bay}"));
    let serial = format!("{letters}{}", hex::encode_upper(number));
    let file = DriveFile::new(array, array_name.to_string(), serial.clone());
    let row = DriveRow {
        bay,
        serial,
        capacity: capacity(bay.kind()),
        failed: false,
        fingerprint: file.secret.fingerprint(),
        layer: None,
    };
    Device { row, file, path }
}

/// The capacity of a drive of that kind, in bytes.
pub(super) fn capacity(kind: Kind) -> u64 {
    match kind {
        Kind::Ssd => SSD_CAPACITY,
        Kind::Nvram => NVRAM_CAPACITY,
    }
}

/// The bays of the drives that an array of that many SSDs is made with.
pub(crate) fn factory_bays(ssds: usize) -> impl Iterator<Item = Bay> {
    Bay::all(Kind::Ssd)
        .take(ssds)
        .chain(Bay::all(Kind::Nvram).take(NVRAM_COUNT))
}
