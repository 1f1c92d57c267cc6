//! Logging in and out by a cookie.

use std::net::IpAddr;

use axum::http::Method;
use pure_core::ErrorKind;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use crate::door::Door;
use crate::rest::call::Call;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;
use crate::rest::two;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    username: String,
    password: SecretString,
    api_token: SecretString,
}

/// Does what needs no session; `None` when that is not what is asked for.
///
/// # Errors
/// When the password or the API token is wrong.
pub(in crate::rest) fn log_in(
    door: &Door,
    peer: IpAddr,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Result<Option<Reply>, Refusal> {
    if *method != Method::POST {
        return Ok(None);
    }
    let given = || -> Result<Given, Refusal> {
        serde_json::from_slice(body).map_err(|_| Refusal::parameter(""))
    };
    match path {
        "auth/apitoken" => token(door, peer, &given()?).map(Some),
        "auth/session" => {
            let token = given()?.api_token;
            let (user, session) = two::log_in(door, peer, token.expose_secret())?;
            let body = json!({ "username": user.name.as_str() });
            Ok(Some(Reply::of(body).with_cookie(&session)))
        }
        _ => Ok(None),
    }
}

/// A new API token for whoever knows the password: the array shows none twice.
fn token(door: &Door, peer: IpAddr, given: &Given) -> Result<Reply, Refusal> {
    let users = door.users(None)?;
    let user = users.by_password(&given.username, given.password.expose_secret());
    match &user {
        Ok(_) => door.sessions.remember(peer, true),
        Err(error) if error.kind() == ErrorKind::Refused => door.sessions.remember(peer, false),
        Err(_) => {}
    }
    let user = user?;
    let users = door.users(Some(&user.name))?;
    if user.token.is_some() {
        users.delete_token(&user.name)?;
    }
    let made = users.create_token(&user.name, None)?;
    Ok(Reply::of(
        json!({ "api_token": made.token.expose_secret() }),
    ))
}

/// `DELETE auth/session`
pub(super) fn log_out(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.credential.end(call.door);
    Ok(Reply::of(json!({ "username": call.user.name.as_str() })))
}
