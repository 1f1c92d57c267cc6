//! What is read of a request before anything is done: all of it comes from strangers.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::body::Body;
use super::call::{Credential, credential};
use super::refusal::Refusal;
use super::{accounts, apps, client_configurations, crypto, keys, time};

/// The fields whose texts, numbers, flags, times, bytes, objects and lists are read.
const FIELDS: [&str; 12] = [
    "name",
    "kid",
    "value",
    "key_size",
    "enabled",
    "deactivation_date",
    "key_ops",
    "custom_metadata",
    "credential",
    "add_groups",
    "plain",
    "certificate",
];

/// Reads a line as what a request proves with who asks, and bytes as its body, by everything that reads one here,
/// and gives each reason why something was refused. This is for fuzzing.
pub fn read_request(authorization: &str, body: &[u8]) -> Vec<String> {
    let mut refused = Vec::new();
    let mut headers = HeaderMap::new();
    if let Ok(value) = authorization.parse() {
        headers.insert(AUTHORIZATION, value);
    }
    match credential(&headers) {
        Credential::Basic { name, secret } => {
            let sent = authorization.len();
            assert!(name.len() + secret.len() < sent, "it is decoded of it");
        }
        Credential::Bearer(token) => assert!(authorization.contains(token.as_str())),
        Credential::None => {}
    }
    let body = match Body::read(body) {
        Ok(body) => body,
        Err(refusal) => return vec![refusal.to_string()],
    };
    let mut note = |result: Result<(), Refusal>| {
        refused.extend(result.err().map(|refusal| refusal.to_string()));
    };
    for field in FIELDS {
        note(body.text(field).map(drop));
        note(body.required(field).map(drop));
        note(body.flag(field).map(drop));
        note(body.number(field).map(drop));
        note(body.time(field).map(drop));
        note(body.bytes(field).map(drop));
        note(body.texts(field).map(drop));
        note(body.object(field).map(drop));
        note(apps::with_permissions(&body, field).map(drop));
        if let Ok(Some(text)) = body.text(field) {
            note(accounts::name(text).map(drop));
        }
    }
    note(keys::selector(&body).map(drop));
    note(keys::ops(&body).map(drop));
    note(keys::metadata(&body).map(drop));
    note(apps::changes(&body).map(drop));
    note(client_configurations::read(&body).map(drop));
    note(crypto::of(&body, None).map(drop));
    note(crypto::of(&body, Some("kid")).map(drop));
    refused
}

/// A time as it is written, when the text is one. This is for fuzzing.
pub fn rewritten_time(text: &str) -> Option<String> {
    time::read(text).map(time::written)
}
