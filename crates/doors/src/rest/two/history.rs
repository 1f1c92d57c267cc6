//! What happened, and what there is to warn of.

use pure_core::operation::DriveStatus;
use pure_core::power::State;
use serde_json::json;

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
        ("severity", 0),
        ("state", 0),
        ("summary", 0),
        ("updated", 0),
    ],
};

/// `GET audits`: the array's log.
pub(super) fn audits(call: &Call<'_>) -> Result<Reply, Refusal> {
    let log = call.bench()?.log()?;
    let items = log.into_iter().enumerate().map(|(index, entry)| {
        let (user, door) = entry
            .user
            .split_once(" via ")
            .unwrap_or((&entry.user, "CLI"));
        item(json!({
            // By which they sort in the order in which they happened.
            "name": format!("{:09}", index + 1),
            "time": entry.time.as_millisecond(),
            "user": user,
            "user_interface": door,
            "command": entry.event,
            "subcommand": entry.detail,
            "arguments": entry.subject,
            "origin": "",
        }))
    });
    list::list(call, &AUDITS, items.collect(), |_| Ok(()))
}

/// `GET alerts`: what is so at the moment.
pub(super) fn alerts(call: &Call<'_>) -> Result<Reply, Refusal> {
    let bench = call.bench()?;
    let purity = bench.purity();
    let now = purity.now();
    let array = purity.identity()?.name;
    let mut alerts: Vec<Item> = Vec::new();
    let mut add = |code: u32, severity: &str, (kind, name): (&str, &str), summary: String| {
        let id = (alerts.len() + 1).to_string();
        alerts.push(item(json!({
            "name": id, "id": id, "category": if kind == "drive" { "hardware" } else { "array" },
            "code": code, "component_name": name, "component_type": kind, "severity": severity,
            "state": "open", "flagged": true, "summary": summary, "issue": summary,
            "description": summary, "created": now.as_millisecond(), "updated": now.as_millisecond(),
        })));
    };
    let power = bench.power()?.status;
    if let State::Locked(reason) = &power.state {
        add(
            1,
            "critical",
            ("array", array.as_str()),
            format!("The array is locked. {reason}"),
        );
    }
    if power.postponed.is_some() {
        let text = "The array key could not be rotated.".to_owned();
        add(2, "warning", ("array", array.as_str()), text);
    }
    for drive in bench.drives()? {
        if drive.status != DriveStatus::Healthy {
            let bay = drive.row.bay.to_string();
            let text = format!("The drive in {bay} is {}.", drive.status.as_str());
            add(3, "critical", ("drive", &bay), text);
        }
    }
    purity.list_certificates(&[], |row| {
        if let Some(warning) = row.validity.warning(now) {
            let severity = if row.validity.days_left(now) < 0 {
                "critical"
            } else {
                "warning"
            };
            let text = format!("Certificate {} {warning}.", row.name);
            add(4, severity, ("certificate", row.name), text);
        }
        std::ops::ControlFlow::Continue(())
    })?;
    for user in call.users()?.list()? {
        if user.has_factory_password {
            let text = format!("The password of user {} is the factory's.", user.name);
            add(5, "warning", ("user", user.name.as_str()), text);
        }
    }
    list::list(call, &ALERTS, alerts, |_| Ok(()))
}
