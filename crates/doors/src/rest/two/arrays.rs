//! The array itself and its controllers.

use std::ops::ControlFlow;

use pure_core::ObjectName;
use pure_core::api::ArrayIdentity;
use pure_core::log::{Entry, Event};
use pure_core::power::State;
use serde::Deserialize;
use serde_json::json;

use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

/// What it is shown as: not a model that can be bought.
pub(super) const MODEL: &str = "FA-SIM";

/// A day, in milliseconds.
const DAY: u64 = 86_400_000;

const ARRAYS: Listing = Listing {
    noun: "Array",
    fields: &[
        ("id", 0),
        ("name", 0),
        ("version", 0),
        ("os", 0),
        ("banner", 0),
        ("capacity", 0),
        ("console_lock_enabled", 0),
        ("encryption", 6),
        ("eradication_config", 6),
        ("idle_timeout", 0),
        ("ntp_servers", 0),
        ("parity", 0),
        ("scsi_timeout", 0),
        ("space", 0),
        ("time_zone", 26),
    ],
};

const CONTROLLERS: Listing = Listing {
    noun: "Controller",
    fields: &[
        ("name", 0),
        ("mode", 0),
        ("mode_since", 0),
        ("model", 0),
        ("status", 0),
        ("type", 0),
        ("version", 0),
    ],
};

/// `GET arrays`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let identity = call.purity()?.identity()?;
    let array = shown(&identity, Some(capacity(call)?));
    list::list(call, &ARRAYS, vec![array], |_| Ok(()))
}

fn shown(identity: &ArrayIdentity, capacity: Option<u64>) -> Item {
    item(json!({
        "id": identity.id,
        "name": identity.name.as_str(),
        "version": identity.version,
        "os": "Purity//FA",
        "banner": "",
        "capacity": capacity,
        "console_lock_enabled": false,
        "encryption": {
            "data_at_rest": { "enabled": true, "algorithm": "AES-256-CTR" },
            "module_version": "FA-1.3",
        },
        "eradication_config": {
            "eradication_delay": DAY,
            "disabled_delay": DAY,
            "enabled_delay": DAY,
            "manual_eradication": "all-enabled",
        },
        "idle_timeout": 30 * 60 * 1000,
        "ntp_servers": [],
        "parity": 1.0,
        "scsi_timeout": 60_000,
        "space": empty_space(),
        "time_zone": "UTC",
    }))
}

/// `GET arrays/space`
pub(super) fn space(call: &Call<'_>) -> Result<Reply, Refusal> {
    const SPACE: Listing = Listing {
        noun: "Array",
        fields: &[
            ("id", 0),
            ("name", 0),
            ("capacity", 0),
            ("parity", 0),
            ("space", 0),
            ("time", 0),
        ],
    };
    let purity = call.purity()?;
    let identity = purity.identity()?;
    let array = json!({
        "id": identity.id,
        "name": identity.name.as_str(),
        "capacity": capacity(call)?,
        "parity": 1.0,
        "space": empty_space(),
        "time": purity.now().as_millisecond(),
    });
    list::list(call, &SPACE, vec![item(array)], |_| Ok(()))
}

/// What this array has of volumes lies on the bench, where no host sees it.
fn empty_space() -> serde_json::Value {
    json!({
        "data_reduction": 1.0, "shared": 0, "snapshots": 0, "system": 0, "thin_provisioning": 0.0,
        "total_physical": 0, "total_provisioned": 0, "total_reduction": 1.0, "total_used": 0,
        "unique": 0, "virtual": 0, "replication": 0, "shared_effective": 0,
        "snapshots_effective": 0, "unique_effective": 0, "total_effective": 0,
    })
}

fn capacity(call: &Call<'_>) -> Result<u64, Refusal> {
    let drives = call.bench()?.drives()?;
    Ok(drives.iter().map(|drive| drive.row.capacity).sum())
}

/// What can be changed of an array.
#[derive(Debug, Default, Deserialize)]
struct Change {
    name: Option<ObjectName>,
}

/// `PATCH arrays`
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let change: Change = call.json()?;
    let name = change.name.ok_or_else(|| Refusal::parameter("name"))?;
    let renamed = call.purity()?.rename(&name)?;
    // It is done, whatever can be read of it now.
    let array = shown(&renamed, capacity(call).ok());
    Ok(list::done(call, &ARRAYS, vec![array]))
}

/// `GET controllers`
pub(super) fn controllers(call: &Call<'_>) -> Result<Reply, Refusal> {
    let bench = call.bench()?;
    // When the power went on last, or else when the array was made.
    let mut since = None;
    let mut first = |entry: Entry| {
        since.get_or_insert(entry.time.as_millisecond());
        ControlFlow::Break(())
    };
    bench.log_before(None, Some(Event::Power), &mut first)?;
    bench.log_after(0, &mut first)?;
    let controllers = bench.purity().controllers()?.into_iter().map(|controller| {
        let is_ready = controller.state == State::On;
        item(json!({
            "name": controller.name,
            "mode": "primary",
            "mode_since": since,
            "model": MODEL,
            "status": if is_ready { "ready" } else { "not ready" },
            "type": "array_controller",
            "version": controller.version,
        }))
    });
    list::list(call, &CONTROLLERS, controllers.collect(), |_| Ok(()))
}
