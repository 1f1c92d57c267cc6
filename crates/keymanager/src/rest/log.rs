//! `/sys/v1/logs`: the audit log.

use serde_json::{Value, json};

use super::call::Call;
use super::log_in::user_of;
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use crate::model::{Event, EventFilter};

/// How many events an answer has at most.
const MOST: usize = 1000;

fn shown(event: &Event) -> Value {
    let (kind, id) = event.actor.split_once(':').unwrap_or(("", &event.actor));
    let kind = if kind == "app" { "App" } else { "User" };
    let severity = if event.done { "INFO" } else { "ERROR" };
    let name = if event.name.is_empty() {
        "unknown"
    } else {
        &event.name
    };
    let groups: Vec<&str> = event.group.iter().map(String::as_str).collect();
    let source = Object::default()
        .with("action_type", event.kind.as_str())
        .with("actor_type", kind)
        .with("actor_id", id)
        .with(
            "message",
            format!("{name} ({}): {}", event.door, event.message),
        )
        .with("severity", severity)
        .with("time", written(event.time.div_euclid(1000)))
        .with("acct_id", event.account.clone().unwrap_or_default())
        .with("object_id", event.object.clone().unwrap_or_default())
        .with("group_ids", groups)
        .with("client_ip", event.client.clone().unwrap_or_default())
        .with("response_time", json!({ "secs": 0, "nanos": 0 }));
    json!({ "_id": event.number.to_string(), "_source": Value::from(source) })
}

/// `GET`: the newest first; `previous_id` is the last of the answer before.
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    user_of(&caller.identity)?;
    let account = caller.account()?;
    let before = call.query("previous_id").and_then(|id| id.parse().ok());
    let skipped = call.count("from")?.unwrap_or(0).min(MOST * MOST);
    let size = call.count("size")?.unwrap_or(MOST).min(MOST);
    let filter = EventFilter {
        account: Some(account.id.clone()),
        kind: call.query("action_type"),
        object: call.query("object_id"),
        actor: None,
        before,
        limit: skipped + size,
    };
    let mut events = call.manager.events(&filter)?;
    if let Some(severity) = call.query("severity") {
        let done = severity == "INFO";
        events.retain(|event| event.done == done);
    }
    if let Some(kind) = call.query("actor_type") {
        let is_app = kind == "App";
        events.retain(|event| event.actor.starts_with("app:") == is_app);
    }
    let hits: Vec<Value> = events.iter().skip(skipped).map(shown).collect();
    Ok(Reply::of(json!({ "hits": hits })))
}
