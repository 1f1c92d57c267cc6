//! Users, which REST calls administrators, and their API tokens.

use pure_core::Users;
use pure_core::clock::Span;
use pure_core::user::{Password, Role, SshKey, SshPublicKey, TokenTimes, User, UserName};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use super::certificates::Reference;
use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const ADMINS: Listing = Listing {
    noun: "User",
    fields: &[
        ("name", 0),
        ("api_token", 0),
        ("is_local", 0),
        ("locked", 0),
        ("public_key", 0),
        ("role", 0),
    ],
};

const TOKENS: Listing = Listing {
    noun: "User",
    fields: &[("name", 0), ("admin", 0), ("api_token", 0)],
};

/// What is in the place of a secret that is not shown.
const HIDDEN: &str = "****";

/// `GET admins`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let users = call.users()?;
    let keys = users.keys(None)?;
    let users = users.list()?;
    let items = users.iter().map(|user| described(user, &keys));
    list::list(call, &ADMINS, items.collect(), |_| Ok(()))
}

/// A user, who has those of the keys that are the user's.
fn described(user: &User, keys: &[SshKey]) -> Item {
    let has_key = keys.iter().any(|key| key.user == user.name);
    item(json!({
        "name": user.name.as_str(),
        "role": { "name": user.role.as_str() },
        "is_local": true,
        "locked": false,
        "public_key": if has_key { HIDDEN } else { "" },
        "api_token": user.token.map(|token| shown(&token, HIDDEN)),
    }))
}

/// Answers with the user, whom somebody may have deleted since: it is done all the same.
fn done(call: &Call<'_>, users: &Users, name: &UserName) -> Reply {
    let keys = users.keys(Some(name)).unwrap_or_default();
    match users.get(name) {
        Ok(user) => list::done(call, &ADMINS, vec![described(&user, &keys)]),
        Err(_) => list::done(call, &ADMINS, vec![item(json!({ "name": name.as_str() }))]),
    }
}

fn shown(times: &TokenTimes, token: &str) -> Value {
    let mut shown = json!({ "created_at": times.created.as_millisecond(), "token": token });
    if let Some(expires) = times.expires {
        shown["expires_at"] = expires.as_millisecond().into();
    }
    shown
}

/// `GET admins/api-tokens`
pub(super) fn tokens(call: &Call<'_>) -> Result<Reply, Refusal> {
    let users = call.users()?.list()?;
    let items = users.iter().filter_map(|user| {
        let times = user.token?;
        Some(item(with_token(user, &shown(&times, HIDDEN))))
    });
    list::list(call, &TOKENS, items.collect(), |_| Ok(()))
}

fn with_token(user: &User, token: &Value) -> Value {
    let name = user.name.as_str();
    json!({ "name": name, "admin": { "name": name }, "api_token": token })
}

/// The fields of a user that can be given.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    password: Option<SecretString>,
    old_password: Option<SecretString>,
    role: Option<Reference>,
    public_key: Option<String>,
}

/// The SSH key that is given in place of those there are; an empty text is none.
fn public_key(given: Option<&str>) -> Result<Option<Option<SshPublicKey>>, Refusal> {
    let read = |text: &str| match text.trim() {
        "" => Ok(None),
        text => SshPublicKey::read(text)
            .map(Some)
            .map_err(|reason| Refusal::invalid("public_key", reason.to_string())),
    };
    given.map(read).transpose()
}

fn password(given: Option<SecretString>) -> Result<Password, Refusal> {
    let text = given.ok_or_else(|| Refusal::parameter("password"))?;
    Password::new(text).map_err(|reason| Refusal::invalid("password", reason.to_string()))
}

/// The one user that is meant.
fn single(call: &Call<'_>) -> Result<UserName, Refusal> {
    let mut names = call.user_names()?;
    match (names.pop(), names.is_empty()) {
        (Some(name), true) => Ok(name),
        _ => Err(Refusal::parameter("names")),
    }
}

/// `POST admins`
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.require_administrator()?;
    let name = single(call)?;
    let given: Given = call.json()?;
    let role = given.role.and_then(|role| role.name);
    let role: Role = role
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(|_| Refusal::parameter("role"))?;
    let key = public_key(given.public_key.as_deref())?.flatten();
    let users = call.users()?;
    users.create(&name, role, &password(given.password)?)?;
    if key.is_some() {
        users.set_key(&name, key.as_ref())?;
    }
    Ok(done(call, &users, &name))
}

/// `PATCH admins`: role, password, SSH key. Whoever changes the own password has to know the old one.
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = single(call)?;
    let given: Given = call.json()?;
    let users = call.users()?;
    let role = given.role.and_then(|role| role.name);
    let role = role.map(|role| role.parse::<Role>());
    let role = role.transpose().map_err(|_| Refusal::parameter("role"))?;
    let key = public_key(given.public_key.as_deref())?;
    let changes_password = given.password.is_some() || (role.is_none() && key.is_none());
    if role.is_some() || name != call.user.name {
        call.require_administrator()?;
    }
    let password = changes_password
        .then(|| password(given.password))
        .transpose()?;
    if password.is_some() && name == call.user.name {
        let old = given
            .old_password
            .ok_or_else(|| Refusal::parameter("old_password"))?;
        users.by_password(name.as_str(), old.expose_secret())?;
    }
    if let Some(role) = role {
        users.set_role(&name, role)?;
    }
    if let Some(password) = password {
        users.set_password(&name, &password)?;
    }
    if let Some(key) = key {
        users.set_key(&name, key.as_ref())?;
    }
    Ok(done(call, &users, &name))
}

/// `DELETE admins`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    call.require_administrator()?;
    let users = call.users()?;
    for name in call.user_names()? {
        users.delete(&name)?;
    }
    Ok(Reply::empty())
}

/// Everybody may make and delete the own API token.
fn require_own(call: &Call<'_>, name: &UserName) -> Result<(), Refusal> {
    if *name == call.user.name {
        Ok(())
    } else {
        call.require_administrator()
    }
}

/// `POST admins/api-tokens`
pub(super) fn create_token(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = single(call)?;
    require_own(call, &name)?;
    let lifetime = match call.query.timeout {
        Some(milliseconds) => {
            let span = Span::from_seconds(milliseconds / 1000);
            Some(span.ok_or_else(|| Refusal::parameter("timeout"))?)
        }
        None => None,
    };
    let made = call.users()?.create_token(&name, lifetime)?;
    let token = made.token.expose_secret();
    let shown = made.user.token.map(|times| shown(&times, token));
    let items = [with_token(&made.user, &shown.unwrap_or_default())];
    Ok(Reply::of(json!({ "items": items })))
}

/// `DELETE admins/api-tokens`
pub(super) fn delete_token(call: &Call<'_>) -> Result<Reply, Refusal> {
    let users = call.users()?;
    for name in call.user_names()? {
        require_own(call, &name)?;
        users.delete_token(&name)?;
    }
    Ok(Reply::empty())
}
