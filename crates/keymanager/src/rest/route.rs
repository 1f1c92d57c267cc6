//! What can be asked for: method and path, and what does it.

use axum::http::StatusCode;
use serde_json::json;

use super::call::Call;
use super::refusal::Refusal;
use super::reply::Reply;
use super::{accounts, apps, crypto, groups, keys, log, log_in, users};

/// The version that is told: of the DSM whose clients these are.
const VERSION: &str = "4.26.2359";

/// Does what is asked for.
pub(super) fn handle(call: &Call) -> Result<Reply, Refusal> {
    let path = call.path();
    match path.as_slice() {
        ["sys", "v1", rest @ ..] => system(call, rest),
        ["crypto", "v1", rest @ ..] => crypto(call, rest),
        _ => Err(Refusal::nothing_there()),
    }
}

fn system(call: &Call, path: &[&str]) -> Result<Reply, Refusal> {
    match (call.method.as_str(), path) {
        ("GET", ["version"]) => Ok(Reply::of(json!({
            "version": VERSION,
            "api_version": "v1-20170718",
            "server_mode": "Software",
        }))),
        ("GET", ["health"]) => Ok(Reply::nothing()),
        ("POST", ["session", "auth"]) => log_in::log_in(call),
        ("POST", ["session", "auth", "discover"]) => Ok(log_in::discover()),
        ("POST", ["session", "refresh"]) => log_in::refresh(call),
        ("POST", ["session", "terminate"]) => log_in::log_out(call),
        ("POST", ["session", "select_account"]) => log_in::select_account(call),
        ("POST", ["users"]) => users::sign_up(call),
        ("GET", ["users"]) => users::list(call),
        ("GET", ["users", "accounts"]) => users::accounts(call),
        ("GET", ["users", id]) => users::show(call, id),
        ("PATCH", ["users", id]) => users::change(call, id),
        ("POST", ["accounts"]) => accounts::create(call),
        ("GET", ["accounts"]) => accounts::list(call),
        ("GET", ["accounts", id]) => accounts::show(call, id),
        ("PATCH", ["accounts", id]) => accounts::change(call, id),
        ("DELETE", ["accounts", id]) => accounts::delete(call, id),
        ("POST", ["groups"]) => groups::create(call),
        ("GET", ["groups"]) => groups::list(call),
        ("GET", ["groups", id]) => groups::show(call, id),
        ("PATCH", ["groups", id]) => groups::change(call, id),
        ("DELETE", ["groups", id]) => groups::delete(call, id),
        ("POST", ["apps"]) => apps::create(call),
        ("GET", ["apps"]) => apps::list(call),
        ("GET", ["apps", id]) => apps::show(call, id),
        ("PATCH", ["apps", id]) => apps::change(call, id),
        ("DELETE", ["apps", id]) => apps::delete(call, id),
        ("GET", ["apps", id, "credential"]) => apps::credential(call, id),
        ("POST", ["apps", id, "reset_secret"]) => apps::reset_secret(call, id),
        ("GET", ["logs"]) => log::list(call),
        ("GET", ["plugins"]) => call.caller().map(|_| Reply::of(json!([]))),
        _ => other(path),
    }
}

fn crypto(call: &Call, path: &[&str]) -> Result<Reply, Refusal> {
    match (call.method.as_str(), path) {
        ("POST", ["encrypt"]) => crypto::encrypt(call, None),
        ("POST", ["decrypt"]) => crypto::decrypt(call, None),
        ("POST", ["keys"]) => keys::create(call, false),
        ("PUT", ["keys"]) => keys::create(call, true),
        ("GET", ["keys"]) => keys::list(call),
        ("POST", ["keys", "info"]) => keys::info(call),
        ("POST", ["keys", "export"]) => keys::export_named(call),
        ("POST", ["keys", "rekey"]) => keys::rotate(call),
        ("GET", ["keys", id]) => keys::show(call, id),
        ("PATCH", ["keys", id]) => keys::change(call, id),
        ("DELETE", ["keys", id]) => keys::delete(call, id),
        ("GET", ["keys", id, "export"]) => keys::export(call, id),
        ("POST", ["keys", id, "encrypt"]) => crypto::encrypt(call, Some(id)),
        ("POST", ["keys", id, "decrypt"]) => crypto::decrypt(call, Some(id)),
        ("POST", ["keys", id, "activate"]) => keys::activate(call, id),
        ("POST", ["keys", id, "destroy"]) => keys::destroy(call, id),
        ("POST", ["keys", id, "revoke"]) => keys::revoke(call, id),
        _ => other(path),
    }
}

/// Nothing is there, or it cannot be asked so.
fn other(path: &[&str]) -> Result<Reply, Refusal> {
    let known = [
        "session", "users", "accounts", "groups", "apps", "logs", "plugins", "version", "health",
        "keys", "encrypt", "decrypt",
    ];
    match path {
        [first] if known.contains(first) => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "This cannot be asked for in this way.",
        )),
        _ => Err(Refusal::nothing_there()),
    }
}
