//! What clients ask every array for, and this one has nothing of, or never changes.

use serde_json::{Value, json};

use super::Work;
use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;
use crate::version::{RestVersion, two};

/// Lists that are always empty here, and the minor version since which they are there.
const EMPTY: &[(&str, u8)] = &[
    ("active-directory", 3),
    ("alert-watchers", 0),
    ("apps", 0),
    ("apps/nodes", 0),
    ("array-connections", 0),
    ("array-connections/path", 4),
    ("connections", 0),
    ("container-default-protections", 16),
    ("directories", 3),
    ("directories/performance", 3),
    ("directories/policies", 3),
    ("directory-exports", 3),
    ("directory-services", 0),
    ("directory-services/roles", 0),
    ("directory-snapshots", 3),
    ("dns", 0),
    ("file-systems", 3),
    ("fleets", 36),
    ("fleets/members", 36),
    ("host-groups", 0),
    ("host-groups/hosts", 0),
    ("host-groups/performance", 0),
    ("host-groups/protection-groups", 1),
    ("host-groups/tags", 34),
    ("hosts", 0),
    ("hosts/performance", 0),
    ("hosts/performance/balance", 0),
    ("hosts/tags", 34),
    ("maintenance-windows", 0),
    ("network-interfaces", 0),
    ("network-interfaces/neighbors", 22),
    ("network-interfaces/performance", 0),
    ("offloads", 1),
    ("pod-replica-links", 1),
    ("pods", 1),
    ("pods/performance", 1),
    ("pods/tags", 39),
    ("policies", 3),
    ("policies/nfs", 3),
    ("policies/nfs/client-rules", 3),
    ("policies/password", 34),
    ("policies/quota", 7),
    ("policies/quota/rules", 7),
    ("policies/smb", 3),
    ("policies/smb/client-rules", 3),
    ("policies/snapshot", 3),
    ("policies/snapshot/rules", 3),
    ("ports", 0),
    ("presets/workload", 40),
    ("protection-group-snapshots", 1),
    ("protection-group-snapshots/transfer", 1),
    ("protection-groups", 1),
    ("protection-groups/host-groups", 1),
    ("protection-groups/hosts", 1),
    ("protection-groups/tags", 39),
    ("protection-groups/targets", 1),
    ("protection-groups/volumes", 1),
    ("realms", 36),
    ("realms/performance", 36),
    ("realms/tags", 41),
    ("remote-volume-snapshots", 1),
    ("remote-volume-snapshots/transfer", 1),
    ("sessions", 0),
    ("snmp-managers", 0),
    ("sso/saml2/idps", 11),
    ("subnets", 0),
    ("subscription-assets", 26),
    ("syslog-servers", 0),
    ("topology-groups", 54),
    ("virtual-machine-snapshots", 14),
    ("virtual-machines", 14),
    ("volume-groups", 1),
    ("volume-groups/performance", 1),
    ("volume-groups/tags", 39),
    ("volume-groups/volumes", 1),
    ("volume-snapshots", 0),
    ("volume-snapshots/tags", 2),
    ("volumes", 0),
    ("volumes/performance", 0),
    ("volumes/tags", 2),
    ("workloads", 40),
];

/// Settings that are always the same here: each a list of one item.
const SETTINGS: &[(&str, u8, Work)] = &[
    ("admins/settings", 2, |call| {
        one(
            call,
            json!({
                "lockout_duration": 0, "max_login_attempts": 0, "min_password_length": 8,
                "single_sign_on_enabled": false,
            }),
        )
    }),
    ("array-connections/connection-key", 0, |call| {
        one(
            call,
            json!({ "connection_key": "", "created": 0, "expires": 0 }),
        )
    }),
    ("arrays/performance", 0, |call| {
        let names = [
            "bytes_per_mirrored_write",
            "bytes_per_op",
            "bytes_per_read",
            "bytes_per_write",
            "input_per_sec",
            "output_per_sec",
            "local_queue_usec_per_op",
            "mirrored_write_bytes_per_sec",
            "mirrored_writes_per_sec",
            "others_per_sec",
            "qos_rate_limit_usec_per_mirrored_write_op",
            "qos_rate_limit_usec_per_read_op",
            "qos_rate_limit_usec_per_write_op",
            "queue_depth",
            "queue_usec_per_mirrored_write_op",
            "queue_usec_per_read_op",
            "queue_usec_per_write_op",
            "read_bytes_per_sec",
            "reads_per_sec",
            "san_usec_per_mirrored_write_op",
            "san_usec_per_read_op",
            "san_usec_per_write_op",
            "service_usec_per_mirrored_write_op",
            "service_usec_per_read_op",
            "service_usec_per_read_op_cache_reduction",
            "service_usec_per_write_op",
            "usec_per_mirrored_write_op",
            "usec_per_other_op",
            "usec_per_read_op",
            "usec_per_write_op",
            "write_bytes_per_sec",
            "writes_per_sec",
        ];
        let mut values = Item::new();
        values.extend(names.map(|name| (name.to_owned(), Value::from(0))));
        one(call, Value::Object(values))
    }),
    ("smi-s", 2, |call| {
        one(
            call,
            json!({ "slp_enabled": false, "wbem_https_enabled": false }),
        )
    }),
    ("smtp-servers", 0, |call| {
        one(
            call,
            json!({
                "relay_host": "", "sender_domain": "", "user_name": "", "encryption_mode": "",
            }),
        )
    }),
    ("snmp-agents", 0, |call| {
        one(
            call,
            json!({
                "engine_id": "", "version": "v2c", "v2c": { "community": "" }, "v3": { "user": "" },
            }),
        )
    }),
    ("subscriptions", 26, |call| {
        one(call, json!({ "service": "FlashArray", "status": "none" }))
    }),
    ("support", 0, |call| {
        one(
            call,
            json!({
                "phonehome_enabled": false, "proxy": "", "remote_assist_active": false,
                "remote_assist_status": "disconnected", "remote_assist_duration": 0,
                "remote_assist_expires": 0, "remote_assist_opened": 0, "remote_assist_paths": [],
            }),
        )
    }),
];

/// Whether there is something at that path in that version.
pub(super) fn is_there(path: &str, version: RestVersion) -> bool {
    let empty = EMPTY.iter().map(|(path, since)| (*path, *since));
    let settings = SETTINGS.iter().map(|(path, since, _)| (*path, *since));
    let mut all = empty.chain(settings);
    all.any(|(known, since)| known == path && version >= two(since))
}

/// What answers a request for that path.
pub(super) fn work(path: &str) -> Work {
    let setting = SETTINGS.iter().find(|(known, ..)| *known == path);
    setting.map_or(nothing, |(_, _, work)| *work)
}

/// An empty list. A name in it is an error, as in every list.
fn nothing(call: &Call<'_>) -> Result<Reply, Refusal> {
    const NOTHING: Listing = Listing {
        noun: "Object",
        fields: &[("name", 0), ("id", 0)],
    };
    if let Some(name) = call
        .query
        .names
        .iter()
        .chain(&call.query.ids)
        .flatten()
        .next()
    {
        return Err(Refusal::invalid(
            name,
            format!("{} does not exist.", NOTHING.noun),
        ));
    }
    let mut answer = json!({ "items": [], "more_items_remaining": false });
    if call.query.total_item_count || call.query.limit == Some(0) {
        answer["total_item_count"] = 0.into();
    }
    Ok(Reply::of(answer))
}

/// A list of that item, under the name of the array.
fn one(call: &Call<'_>, setting: Value) -> Result<Reply, Refusal> {
    let array = call.purity()?.identity()?;
    let mut setting = item(setting);
    setting.insert("name".into(), array.name.as_str().into());
    setting.insert("id".into(), array.id.into());
    Ok(Reply::of(
        json!({ "items": [setting], "more_items_remaining": false }),
    ))
}
