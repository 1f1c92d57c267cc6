//! How clients are treated, which accounts, groups and apps say: what keys get besides that are made by KMIP.

use serde_json::{Value, json};

use super::body::Body;
use super::refusal::Refusal;
use crate::model::KeyOps;

/// The field of an account, a group or an app.
pub(super) const FIELD: &str = "client_configurations";

/// As it is told, unless there is nothing to tell.
pub(super) fn shown(adds: KeyOps) -> Option<Value> {
    let names: Vec<&str> = adds.names().collect();
    let told = || json!({ "kmip": { "key_ops_override": { "add_key_ops": names } } });
    (!names.is_empty()).then(told)
}

/// What the body says of it: `client_configurations.kmip.key_ops_override.add_key_ops`.
pub(super) fn read(body: &Body) -> Result<Option<KeyOps>, Refusal> {
    let Some(all) = body.object(FIELD)? else {
        return Ok(None);
    };
    let kmip = all.object("kmip")?.unwrap_or_default();
    let ops = kmip.object("key_ops_override")?.unwrap_or_default();
    let names = ops.texts("add_key_ops")?.unwrap_or_default();
    let mut adds = KeyOps::default();
    for name in names {
        adds = match name {
            "EXPORT" => adds | KeyOps::EXPORT,
            "APPMANAGEABLE" => adds | KeyOps::APP_MANAGEABLE,
            "HIGHVOLUME" => adds | KeyOps::HIGH_VOLUME,
            _ => {
                let text = "add_key_ops may have EXPORT, APPMANAGEABLE and HIGHVOLUME only.";
                return Err(Refusal::invalid(text));
            }
        };
    }
    Ok(Some(adds))
}
