//! Lists: a page of what there is, as an array, or as an object with counts.

use serde_json::{Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::reply::Reply;

/// The page of `all` that is asked for: each with its UUID, in their order. `start` is the last of the page
/// before, which is not in this one.
pub(super) fn page(call: &Call, all: Vec<(String, Value)>) -> Result<Reply, Refusal> {
    let total = all.len();
    let first = match call.query("start") {
        Some(start) => {
            let place = all.iter().position(|(id, _)| *id == start);
            place.map_or(total, |place| place + 1)
        }
        None => 0,
    };
    let offset = call.count("offset")?.unwrap_or(0);
    let limit = call.count("limit")?.unwrap_or(usize::MAX);
    let items = all.into_iter().skip(first).skip(offset).take(limit);
    Ok(listed(call, items.map(|(_, item)| item).collect(), total))
}

/// The items in the form that is asked for.
pub(super) fn listed(call: &Call, items: Vec<Value>, total: usize) -> Reply {
    if call.is_asked("with_metadata") {
        let metadata = json!({ "total_count": total, "filtered_count": items.len() });
        return Reply::of(json!({ "metadata": metadata, "items": items }));
    }
    Reply::of(items)
}

/// Who made something, which clients want to be a user, an app or a plugin.
pub(super) fn creator(kept: &str) -> Value {
    match kept.split_once(':') {
        Some((kind @ ("user" | "app"), id)) => json!({ kind: id }),
        _ => json!({ "user": "00000000-0000-0000-0000-000000000000" }),
    }
}
