//! Controllers, chassis, bays, and the drives in them.

use pure_core::operation::{DriveStatus, ListedDrive};
use serde_json::json;

use super::arrays::MODEL;
use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const HARDWARE: Listing = Listing {
    noun: "Hardware component",
    fields: &[
        ("name", 0),
        ("type", 0),
        ("status", 0),
        ("identify_enabled", 0),
        ("index", 0),
        ("model", 0),
        ("serial", 0),
        ("details", 0),
    ],
};

const DRIVES: Listing = Listing {
    noun: "Drive",
    fields: &[
        ("name", 0),
        ("type", 0),
        ("status", 0),
        ("capacity", 0),
        ("protocol", 0),
        ("details", 0),
    ],
};

/// `GET hardware`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut found: Vec<Item> = Vec::new();
    for controller in call.purity()?.controllers()? {
        found.push(item(json!({
            "name": controller.name, "type": "controller", "status": "ok", "index": 0,
            "identify_enabled": false, "model": MODEL,
        })));
    }
    found.push(item(json!({
        "name": "CH0", "type": "chassis", "status": "ok", "index": 0, "identify_enabled": false,
        "model": MODEL,
    })));
    for (index, drive) in call.bench()?.drives()?.iter().enumerate() {
        let is_nvram = drive.row.bay.kind().as_str() == "NVRAM";
        found.push(item(json!({
            "name": drive.row.bay.to_string(),
            "type": if is_nvram { "nvram_bay" } else { "drive_bay" },
            "status": if drive.status == DriveStatus::Missing { "not_installed" } else { status(drive) },
            "index": index,
            "identify_enabled": false,
            "serial": drive.row.serial,
        })));
    }
    list::list(call, &HARDWARE, found, |_| Ok(()))
}

fn status(drive: &ListedDrive) -> &'static str {
    match drive.status {
        DriveStatus::Healthy => "ok",
        _ => "critical",
    }
}

/// `GET drives`
pub(super) fn drives(call: &Call<'_>) -> Result<Reply, Refusal> {
    let drives = call.bench()?.drives()?;
    let items = drives.iter().map(|drive| {
        item(json!({
            "name": drive.row.bay.to_string(),
            "type": drive.row.bay.kind().as_str(),
            "status": match drive.status {
                DriveStatus::Healthy => "healthy",
                DriveStatus::Failed => "failed",
                DriveStatus::Missing => "missing",
                DriveStatus::Damaged => "unhealthy",
                DriveStatus::Unknown => "unrecognized",
            },
            "capacity": drive.row.capacity,
            "protocol": "NVMe",
        }))
    });
    list::list(call, &DRIVES, items.collect(), |_| Ok(()))
}
