//! New drives.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use rusqlite::Connection;
use uuid::Uuid;

use super::file::DeviceSecret;
use super::{Bay, DriveError, DriveFile, DriveRow, Kind};
use crate::key::{Dek, Device, KeyError, Threshold, first_generation, random};
use crate::name::ObjectName;

const SSD_CAPACITY: u64 = 1 << 40;
const NVRAM_CAPACITY: u64 = 16 << 30;
const NVRAM_COUNT: usize = 2;

/// A new drive for `bay`, with a serial number and a secret of its own.
pub(super) fn new_drive(array: Uuid, array_name: &ObjectName, bay: Bay) -> Device {
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

/// The drives of a new array in its folder, with the first generation of its array key.
pub(crate) fn first_drives(
    db: &Connection,
    array_folder: &Path,
    array: Uuid,
    name: &ObjectName,
    ssds: Threshold,
    dek: &Dek,
) -> Result<(), KeyError> {
    let folder = array_folder.join("drives");
    let made = DirBuilder::new().mode(0o700).create(&folder);
    made.map_err(DriveError::io(&folder))?;
    let bays = Bay::all(Kind::Ssd)
        .take(ssds.shares())
        .chain(Bay::all(Kind::Nvram).take(NVRAM_COUNT));
    let mut devices: Vec<Device> = bays.map(|bay| new_drive(array, name, bay)).collect();
    first_generation(&folder, array, dek, &mut devices)?;
    devices.iter().try_for_each(|device| device.row.put(db))?;
    Ok(())
}
