//! `/crypto/v1/keys`

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmip::enums::{RevocationReasonCode, State};
use serde_json::{Value, json};

use super::body::Body;
use super::call::Call;
use super::list::{creator, listed};
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use crate::model::{Change, Detail, KeyList, KeyOps, Kind, NewKey, Selector};

/// How many keys a list has unless more are asked for.
const USUAL: usize = 1000;

fn state(state: State) -> &'static str {
    match state {
        State::PreActive => "PreActive",
        State::Active => "Active",
        State::Deactivated => "Deactivated",
        State::Compromised => "Compromised",
        _ => "Destroyed",
    }
}

pub(super) fn reason(code: RevocationReasonCode) -> &'static str {
    REASONS
        .iter()
        .find(|(_, known)| *known == code)
        .map_or("Unspecified", |(name, _)| *name)
}

const REASONS: [(&str, RevocationReasonCode); 7] = [
    ("Unspecified", RevocationReasonCode::Unspecified),
    ("KeyCompromise", RevocationReasonCode::KeyCompromise),
    ("CACompromise", RevocationReasonCode::CaCompromise),
    (
        "AffiliationChanged",
        RevocationReasonCode::AffiliationChanged,
    ),
    ("Superseded", RevocationReasonCode::Superseded),
    (
        "CessationOfOperation",
        RevocationReasonCode::CessationOfOperation,
    ),
    (
        "PrivilegeWithdrawn",
        RevocationReasonCode::PrivilegeWithdrawn,
    ),
];

pub(super) fn shown(key: &Detail) -> Object {
    let row = &key.row;
    let dates = &row.dates;
    let ops: Vec<&str> = row.ops().names().collect();
    let origin = if row.imported {
        "External"
    } else {
        "FortanixHSM"
    };
    let links = Object::default()
        .maybe("replacement", key.replacement.clone())
        .maybe("replaced", key.replaced.clone());
    let is_linked = key.replacement.is_some() || key.replaced.is_some();
    let why = row.reason.map(|code| {
        Object::default()
            .with("code", reason(code))
            .maybe("message", row.message.clone())
    });
    Object::default()
        .with("acct_id", key.account_id.as_str())
        .with("group_id", row.group_id.as_str())
        .with("kid", row.id.as_str())
        .with("obj_type", key.kind.as_str())
        .with("key_ops", ops)
        .with("enabled", key.enabled)
        .with("state", state(key.state))
        .with("origin", origin)
        .with("public_only", false)
        .with("never_exportable", row.protection.never_extractable)
        .with("creator", creator(&row.creator))
        .with("created_at", written(dates.initial))
        // Old clients want it of every key.
        .with("lastused_at", written(row.last_used.unwrap_or(0)))
        .maybe("name", key.name.clone())
        .maybe("key_size", row.length)
        .maybe("description", row.description.clone())
        .maybe("activation_date", dates.activation.map(written))
        .maybe("deactivation_date", dates.deactivation.map(written))
        .maybe("compromise_date", dates.compromise.map(written))
        .maybe("destruction_date", dates.destroyed.map(written))
        .maybe("revocation_reason", why)
        .maybe("links", is_linked.then_some(links))
        .maybe(
            "custom_metadata",
            (!key.metadata.is_empty()).then(|| json!(key.metadata)),
        )
}

/// Which key the body means: `{"kid": ...}` or `{"name": ...}`.
pub(super) fn selector(body: &Body) -> Result<Selector, Refusal> {
    if let Some(id) = body.text("kid")? {
        return Ok(Selector::Id(id.to_owned()));
    }
    if let Some(name) = body.text("name")? {
        return Ok(Selector::Name(name.to_owned()));
    }
    Err(Refusal::invalid("The key is to be named by kid or name."))
}

fn by_id(id: &str) -> Selector {
    Selector::Id(id.to_owned())
}

pub(super) fn ops(body: &Body) -> Result<Option<KeyOps>, Refusal> {
    let Some(names) = body.texts("key_ops")? else {
        return Ok(None);
    };
    let unknown = || Refusal::invalid("key_ops has an operation that is not known.");
    let mut all = KeyOps::default();
    for name in names {
        all = all | KeyOps::named(name).ok_or_else(unknown)?;
    }
    Ok(Some(all))
}

pub(super) fn metadata(body: &Body) -> Result<Option<BTreeMap<String, String>>, Refusal> {
    let Some(fields) = body.object("custom_metadata")? else {
        return Ok(None);
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let wrong = || Refusal::invalid("custom_metadata is a map of texts.");
    let all = fields
        .fields()
        .map(|(name, value)| Ok((name.to_owned(), text(value).ok_or_else(wrong)?)));
    Ok(Some(all.collect::<Result<_, Refusal>>()?))
}

/// `POST`, and `PUT` with the value of a key that was made elsewhere.
pub(super) fn create(call: &Call, imports: bool) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let kind = Kind::named(body.required("obj_type")?);
    let kind =
        kind.ok_or_else(|| Refusal::invalid("Objects of this obj_type are not supported."))?;
    if body.flag("transient")? == Some(true) {
        return Err(Refusal::invalid("Transient keys are not supported."));
    }
    let value = body.bytes("value")?;
    if value.is_some() != imports {
        return Err(Refusal::invalid(
            "A value is given to import a key, and only then.",
        ));
    }
    let size = body.number("key_size")?;
    let new = NewKey {
        name: body.required("name")?.to_owned(),
        kind,
        size: size.map(|size| i32::try_from(size).unwrap_or(i32::MAX)),
        group: body.text("group_id")?.map(str::to_owned),
        ops: ops(&body)?,
        value,
        description: body.text("description")?.map(str::to_owned),
        metadata: metadata(&body)?.unwrap_or_default(),
        is_pre_active: body.text("state")? == Some("PreActive"),
        activation: body.time("activation_date")?,
        deactivation: body.time("deactivation_date")?,
        enabled: body.flag("enabled")?.unwrap_or(true),
    };
    let key = call.manager_of(&caller).make_key(&scope, new)?;
    Ok(Reply::made(shown(&key)))
}

/// `GET`
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let sort = call.query("sort").unwrap_or_default();
    let (field, order) = sort.split_once(':').unwrap_or((&sort, "asc"));
    let creator = call.query("creator").map(|id| match id.split_once(':') {
        Some(_) => id,
        None => format!("app:{id}"),
    });
    let list = KeyList {
        group: call.query("group_id"),
        name: call.query("name"),
        creator,
        by_name: field == "name",
        descending: order == "desc",
        start: call.query("start"),
        offset: call.count("offset")?.unwrap_or(0),
        limit: call.count("limit")?.unwrap_or(USUAL).min(USUAL),
        destroyed: call.is_asked("show_destroyed"),
    };
    let keys = call.manager.keys_in(&scope, &list)?;
    let keys: Vec<Value> = keys.iter().map(|key| shown(key).into()).collect();
    let total = keys.len();
    Ok(listed(call, keys, total))
}

/// `GET {kid}`
pub(super) fn show(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    Ok(Reply::of(shown(&call.manager.key_in(&scope, &by_id(id))?)))
}

/// `POST info`
pub(super) fn info(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let selector = selector(&call.body()?)?;
    if call.query("view").as_deref() == Some("value") {
        return exported(call, &selector);
    }
    let scope = call.manager.scope(&caller)?;
    Ok(Reply::of(shown(&call.manager.key_in(&scope, &selector)?)))
}

/// `GET {kid}/export`
pub(super) fn export(call: &Call, id: &str) -> Result<Reply, Refusal> {
    exported(call, &by_id(id))
}

/// `POST export`
pub(super) fn export_named(call: &Call) -> Result<Reply, Refusal> {
    exported(call, &selector(&call.body()?)?)
}

fn exported(call: &Call, selector: &Selector) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let (key, value) = call.manager_of(&caller).export(&scope, selector)?;
    let shown = shown(&key).with("value", STANDARD.encode(value.as_slice()));
    Ok(Reply::of(shown))
}

/// `PATCH {kid}`
pub(super) fn change(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let owned = |field| Ok::<_, Refusal>(body.text(field)?.map(str::to_owned));
    let change = Change {
        name: owned("name")?,
        description: owned("description")?,
        enabled: body.flag("enabled")?,
        ops: ops(&body)?,
        metadata: metadata(&body)?,
        deactivation: body.time("deactivation_date")?,
    };
    let manager = call.manager_of(&caller);
    let key = manager.update_key(&scope, &by_id(id), change)?;
    Ok(Reply::of(shown(&key)))
}

/// `DELETE {kid}`
pub(super) fn delete(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    call.manager_of(&caller).delete_key_in(&scope, &by_id(id))?;
    Ok(Reply::nothing())
}

/// `POST {kid}/activate`
pub(super) fn activate(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    call.manager_of(&caller).activate_key(&scope, &by_id(id))?;
    Ok(Reply::nothing())
}

/// `POST {kid}/destroy`
pub(super) fn destroy(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    call.manager_of(&caller)
        .destroy_key_in(&scope, &by_id(id))?;
    Ok(Reply::nothing())
}

/// `POST {kid}/revoke`
pub(super) fn revoke(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let wanted = body.text("code")?.unwrap_or("Unspecified");
    let code = REASONS.iter().find(|(name, _)| *name == wanted);
    let (_, code) = code.ok_or_else(|| Refusal::invalid("code has no valid value."))?;
    let message = body.text("message")?.map(str::to_owned);
    // As the API has it.
    let occurrence = body.time("compromise_occurance_date")?;
    let manager = call.manager_of(&caller);
    manager.revoke_key(&scope, &by_id(id), *code, message, occurrence)?;
    Ok(Reply::nothing())
}

/// `POST rekey`: the name is that of the key.
pub(super) fn rotate(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let scope = call.manager.scope(&caller)?;
    let body = call.body()?;
    let deactivates = body.flag("deactivate_rotated_key")?.unwrap_or(false);
    let manager = call.manager_of(&caller);
    let key = manager.rotate_key(&scope, &selector(&body)?, deactivates)?;
    Ok(Reply::made(shown(&key)))
}
