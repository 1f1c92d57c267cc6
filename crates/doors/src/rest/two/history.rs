//! What happened, and what there is to warn of.

use std::ops::ControlFlow;

use pure_core::log::Entry;
use serde_json::json;

use crate::alert::{self, Alert};
use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const AUDITS: Listing = Listing {
    noun: "Audit",
    fields: &[
        ("name", 0),
        ("time", 0),
        ("user", 0),
        ("user_interface", 0),
        ("command", 0),
        ("subcommand", 0),
        ("arguments", 0),
        ("origin", 0),
    ],
};

const ALERTS: Listing = Listing {
    noun: "Alert",
    fields: &[
        ("name", 0),
        ("id", 0),
        ("category", 0),
        ("code", 0),
        ("component_name", 0),
        ("component_type", 0),
        ("created", 0),
        ("description", 0),
        ("flagged", 0),
        ("issue", 0),
        ("knowledge_base_url", 0),
        ("severity", 0),
        ("state", 0),
        ("summary", 0),
        ("updated", 0),
    ],
};

/// `GET audits`: the array's log.
pub(super) fn audits(call: &Call<'_>) -> Result<Reply, Refusal> {
    let bench = call.bench()?;
    if !list::is_by_name(&call.query) {
        let log = bench.log()?.iter().map(audit).collect();
        return list::list(call, &AUDITS, log, |_| Ok(()));
    }
    let read = |after: &str, visit: &mut dyn FnMut(Item) -> ControlFlow<()>| {
        let number = after.parse().unwrap_or_default();
        Ok(bench.log_after(number, |entry| visit(audit(&entry)))?)
    };
    list::by_name(call, &AUDITS, read, |_| Ok(()))
}

fn audit(entry: &Entry) -> Item {
    let (user, door) = entry
        .user
        .split_once(" via ")
        .unwrap_or((&entry.user, "CLI"));
    item(json!({
        // By which they sort in the order in which they happened.
        "name": format!("{:09}", entry.number),
        "time": entry.time.as_millisecond(),
        "user": user,
        "user_interface": door,
        "command": entry.event,
        "subcommand": entry.detail,
        "arguments": entry.subject,
        "origin": "",
    }))
}

/// `GET alerts`: what is so at the moment.
pub(super) fn alerts(call: &Call<'_>) -> Result<Reply, Refusal> {
    let bench = call.bench()?;
    let now = bench.purity().now().as_millisecond();
    let alerts = alert::alerts(&bench, &call.users()?)?;
    let items = (1..).zip(alerts).map(|(number, alert): (usize, Alert)| {
        let id = number.to_string();
        item(json!({
            "name": id, "id": id, "knowledge_base_url": "",
            "category": if alert.kind == "drive" { "hardware" } else { "array" },
            "code": alert.code, "component_name": alert.component, "component_type": alert.kind,
            "severity": alert.severity.as_str(), "state": "open", "flagged": true,
            "summary": alert.summary, "issue": alert.summary, "description": alert.summary,
            "created": now, "updated": now,
        }))
    });
    list::list(call, &ALERTS, items.collect(), |_| Ok(()))
}
