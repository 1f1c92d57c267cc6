//! New drives.

use uuid::Uuid;

use super::file::DeviceSecret;
use super::{Bay, Device, DriveFile, DriveRow, Kind};
use crate::ground::ObjectName;
use crate::key::random;

const SSD_CAPACITY: u64 = 1 << 40;
const NVRAM_CAPACITY: u64 = 16 << 30;
const NVRAM_COUNT: usize = 2;

/// A new drive for `bay`, with a serial number and a secret of its own.
pub(crate) fn new_drive(array: Uuid, array_name: &ObjectName, bay: Bay) -> Device {
    let secret = DeviceSecret::new();
    let (letters, capacity) = match bay.kind() {
        Kind::Ssd => ("PSSD", SSD_CAPACITY),
        Kind::Nvram => ("PNVR", NVRAM_CAPACITY),
    };
    let serial = format!("{letters}{}", hex::encode_upper(*random::<5>()));
    let row = DriveRow {
        bay,
        serial: serial.clone(),
        capacity,
        failed: false,
        fingerprint: secret.fingerprint(),
    };
    let array_name = array_name.to_string();
    Device {
        row,
        file: DriveFile {
            array,
            array_name,
            serial,
            secret,
            layers: Vec::new(),
        },
    }
}

/// The bays of the drives that an array of that many SSDs is made with.
pub(crate) fn factory_bays(ssds: usize) -> impl Iterator<Item = Bay> {
    Bay::all(Kind::Ssd)
        .take(ssds)
        .chain(Bay::all(Kind::Nvram).take(NVRAM_COUNT))
}
