//! Logging in and out: `/sys/v1/session`.

use serde_json::json;

use super::call::{Call, Credential};
use super::refusal::Refusal;
use super::reply::Reply;
use crate::model::{APP_IDLE, Actor, Identity, KeyManager, KeyManagerError, USER_IDLE, Who};

/// `POST /sys/v1/session/auth`
pub(super) fn log_in(call: &Call) -> Result<Reply, Refusal> {
    let manager = &call.manager;
    let certificate = call.certificate.as_deref();
    let (name, secret) = match call.credential() {
        Credential::Basic { name, secret } => (name, secret),
        _ => match certificate.and_then(KeyManager::app_named_by) {
            Some(name) => (name, Default::default()),
            None => return Err(Refusal::unknown()),
        },
    };
    let noted = |who: Who, account: Option<&str>, outcome: Result<(), &KeyManagerError>| {
        let actor = Actor {
            who,
            ..manager.actor().clone()
        };
        manager.by(actor).note_log_in(account, outcome);
    };
    let refused = |error: KeyManagerError| {
        noted(Who::Nobody, None, Err(&error));
        Refusal::from(error)
    };
    if uuid::Uuid::parse_str(&name).is_ok() {
        let app = manager
            .app_by_proof(&name, &secret, certificate)
            .map_err(refused)?;
        let token = manager.begin_app_session(&app)?;
        noted((&app).into(), Some(&app.account_id), Ok(()));
        return Ok(granted(&token, &app.id, APP_IDLE.as_secs()));
    }
    let user = manager.user_by_password(&name, &secret).map_err(refused)?;
    let token = manager.begin_user_session(&user)?;
    let account = user.accounts.first().map(|it| it.account_id.as_str());
    noted((&user).into(), account, Ok(()));
    Ok(granted(&token, &user.id, USER_IDLE.as_secs()))
}

fn granted(token: &str, entity: &str, seconds: u64) -> Reply {
    Reply::of(json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "access_token": token,
        "entity_id": entity,
    }))
}

/// `POST /sys/v1/session/auth/discover`
pub(super) fn discover() -> Reply {
    Reply::of(json!([{ "method": "password" }]))
}

/// `POST /sys/v1/session/select_account`: answered by an object, which clients read.
pub(super) fn select_account(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let body = call.body()?;
    let account = body.required("acct_id")?;
    if let Credential::Bearer(token) = call.credential() {
        call.manager.choose_account(&token, &caller, account)?;
    }
    Ok(Reply::of(json!({})))
}

/// `POST /sys/v1/session/refresh`
pub(super) fn refresh(call: &Call) -> Result<Reply, Refusal> {
    call.caller()?;
    Ok(Reply::nothing())
}

/// `POST /sys/v1/session/terminate`
pub(super) fn log_out(call: &Call) -> Result<Reply, Refusal> {
    call.caller()?;
    if let Credential::Bearer(token) = call.credential() {
        call.manager.end_session(&token);
    }
    Ok(Reply::nothing())
}

/// What a request proves with who asks, as far as that may be guessed.
pub(super) enum Proof {
    /// The password of the user of that address, or a new one: it takes long to check or to keep.
    Password(Option<String>),
    /// The secret of an app.
    Secret,
    /// Nothing, or the token of a session.
    None,
}

/// What the request proves with who asks.
pub(super) fn proves(call: &Call) -> Proof {
    let path = call.path();
    match call.credential() {
        Credential::Basic { name, .. } if uuid::Uuid::parse_str(&name).is_ok() => Proof::Secret,
        Credential::Basic { name, .. } if path.ends_with(&["session", "auth"]) => {
            Proof::Password(Some(name))
        }
        _ if call.method == "POST" && path.ends_with(&["v1", "users"]) => Proof::Password(None),
        _ => Proof::None,
    }
}

/// The user who asks.
pub(super) fn user_of(identity: &Identity) -> Result<&crate::model::User, Refusal> {
    match identity {
        Identity::User(user) => Ok(user),
        Identity::App(_) => Err(KeyManagerError::Denied("Only users may do that.").into()),
    }
}
