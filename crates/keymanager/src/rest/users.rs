//! `/sys/v1/users`

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::call::Call;
use super::list::page;
use super::log_in::user_of;
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use crate::model::{Email, Password, Role, User};

fn flags(role: Role) -> Value {
    let role = match role {
        Role::Administrator => "ACCOUNTADMINISTRATOR",
        Role::Member => "ACCOUNTMEMBER",
        Role::Auditor => "ACCOUNTAUDITOR",
    };
    json!([role, "STATEENABLED"])
}

fn shown(user: &User, account: Option<&str>) -> Value {
    let role = account.and_then(|account| user.role_in(account));
    Object::default()
        .with("user_id", user.id.as_str())
        .with("user_email", user.email.as_str())
        .with("account_role", role.map_or_else(|| json!([]), flags))
        .with("groups", json!({}))
        .with("u2f_devices", json!([]))
        .with("mfa_devices", json!([]))
        .with("email_verified", true)
        .with("has_password", true)
        .with("created_at", written(user.created))
        .maybe("last_logged_in_at", user.last_used.map(written))
        .maybe("first_name", user.first_name.clone())
        .maybe("last_name", user.last_name.clone())
        .into()
}

/// `POST`: sign up, which anybody may.
pub(super) fn sign_up(call: &Call) -> Result<Reply, Refusal> {
    let body = call.body()?;
    let email: Email = body
        .required("user_email")?
        .parse()
        .map_err(|reason: crate::model::InvalidEmail| Refusal::invalid(reason.to_string()))?;
    let password = Zeroizing::new(body.required("user_password")?.to_owned());
    let password = Password::new(password).map_err(|it| Refusal::invalid(it.to_string()))?;
    let names = (body.text("first_name")?, body.text("last_name")?);
    let user = call.manager.create_user(&email, &password, names)?;
    Ok(Reply::made(shown(&user, None)))
}

/// `GET`
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    user_of(&caller.identity)?;
    let account = caller.account()?;
    let users = call.manager.users(Some(account))?;
    let shown = |user: &User| (user.id.clone(), shown(user, Some(&account.id)));
    page(call, users.iter().map(shown).collect())
}

/// `GET {id}`
pub(super) fn show(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let own = user_of(&caller.identity)?;
    let account = caller.account.as_ref().map(|account| account.id.as_str());
    if own.id == id {
        return Ok(Reply::of(shown(own, account)));
    }
    let user = call.manager.user(id)?;
    match account.filter(|account| user.role_in(account).is_some()) {
        Some(account) => Ok(Reply::of(shown(&user, Some(account)))),
        None => Err(crate::model::KeyManagerError::Missing("user").into()),
    }
}

/// `PATCH {id}`: one's own names.
pub(super) fn change(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    if user_of(&caller.identity)?.id != id {
        let reason = "Users change themselves only.";
        return Err(crate::model::KeyManagerError::Denied(reason).into());
    }
    let body = call.body()?;
    let names = (body.text("first_name")?, body.text("last_name")?);
    let user = call.manager_of(&caller).rename_user(id, names)?;
    let account = caller.account.as_ref().map(|account| account.id.as_str());
    Ok(Reply::of(shown(&user, account)))
}

/// `GET accounts`: what the user is in which account.
pub(super) fn accounts(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let user = user_of(&caller.identity)?;
    let accounts = user.accounts.iter();
    let all: Map<String, Value> = accounts
        .map(|it| (it.account_id.clone(), flags(it.role)))
        .collect();
    Ok(Reply::of(all))
}
