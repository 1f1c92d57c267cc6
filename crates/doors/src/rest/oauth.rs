//! OAuth 2.0: an API client gives an ID token, which it has signed, for an access token (Token Exchange,
//! RFC 8693).

use std::net::IpAddr;

use axum::http::{Method, StatusCode};
use pure_core::ErrorKind;
use serde_json::json;

use super::refusal::Refusal;
use super::reply::Reply;
use crate::door::Door;

/// Where tokens are exchanged.
pub(super) const PATH: &str = "/oauth2/1.0/token";

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const GIVEN: &str = "urn:ietf:params:oauth:token-type:jwt";
const ISSUED: &str = "urn:ietf:params:oauth:token-type:access_token";

/// `POST /oauth2/1.0/token`
///
/// # Errors
/// When it is not what RFC 8693 has, or the ID token is not valid.
pub(super) fn exchange(
    door: &Door,
    peer: IpAddr,
    method: &Method,
    body: &[u8],
) -> Result<Reply, Refusal> {
    if *method != Method::POST {
        return Err(Refusal::method());
    }
    let (mut grant, mut kind, mut token) = (None, None, None);
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "grant_type" => grant = Some(value),
            "subject_token_type" => kind = Some(value),
            "subject_token" => token = Some(value),
            _ => {}
        }
    }
    for (name, given, known) in [
        ("grant_type", grant, GRANT),
        ("subject_token_type", kind, GIVEN),
    ] {
        if given.as_deref() != Some(known) {
            return Err(Refusal::invalid(name, format!("{name} must be {known}.")));
        }
    }
    let token = token.ok_or_else(|| Refusal::parameter("subject_token"))?;
    let users = door.users(None)?;
    let found = users.by_id_token(&token);
    match &found {
        Ok(_) => door.sessions.remember(peer, true),
        Err(error) if error.kind() == ErrorKind::Refused => door.sessions.remember(peer, false),
        Err(_) => {}
    }
    let (user, client) = found.map_err(|error| match error.kind() {
        ErrorKind::Refused => Refusal::new(StatusCode::UNAUTHORIZED, "", error.to_string()),
        _ => error.into(),
    })?;
    let lifetime = client.terms.lifetime.duration();
    let made = door
        .access_tokens
        .make(&user, client.id, users.now(), lifetime);
    Ok(Reply::of(json!({
        "access_token": made.ok_or_else(Refusal::internal)?,
        "issued_token_type": ISSUED,
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
    })))
}
