//! `/sys/v1/accounts`

use serde_json::{Value, json};

use super::call::Call;
use super::client_configurations;
use super::list::page;
use super::log_in::user_of;
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use crate::model::{Account, Caller, Identity, KeyManagerError, Name};

fn shown(account: &Account) -> Value {
    Object::default()
        .with("acct_id", account.id.as_str())
        .with("name", account.name.as_str())
        .with("enabled", true)
        .with("state", "Enabled")
        .with("auth_type", "Password")
        .with("logging_configs", json!({}))
        // The only form that old and new clients read.
        .with("subscription", json!({ "trial": { "expires_at": null } }))
        .with("created_at", written(account.created))
        .with("mark_key_disable_when_deactivated", !account.keeps_enabled)
        .maybe("description", account.description.clone())
        .maybe("organization", account.organization.clone())
        .maybe(
            client_configurations::FIELD,
            client_configurations::shown(account.adds),
        )
        .into()
}

pub(super) fn name(text: &str) -> Result<Name, Refusal> {
    let parsed = text.parse::<Name>();
    parsed.map_err(|reason| Refusal::invalid(reason.to_string()))
}

/// `POST`
pub(super) fn create(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    user_of(&caller.identity)?;
    let body = call.body()?;
    let account = call.manager_of(&caller).create_account_of(
        &name(body.required("name")?)?,
        body.text("description")?,
        body.text("organization")?,
    )?;
    Ok(Reply::made(shown(&account)))
}

/// `GET`: those that the caller belongs to.
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let all = call.manager.accounts()?;
    let own = all.iter().filter(|account| belongs(&caller, account));
    let shown = |account: &Account| (account.id.clone(), shown(account));
    page(call, own.map(shown).collect())
}

fn belongs(caller: &Caller, account: &Account) -> bool {
    match &caller.identity {
        Identity::User(user) => user.role_in(&account.id).is_some(),
        Identity::App(app) => app.account_id == account.id,
    }
}

fn own(call: &Call, caller: &Caller, id: &str) -> Result<Account, Refusal> {
    let account = call.manager.account(Some(id))?;
    if account.id == id && belongs(caller, &account) {
        Ok(account)
    } else {
        Err(KeyManagerError::Missing("account").into())
    }
}

/// `GET {id}`
pub(super) fn show(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    Ok(Reply::of(shown(&own(call, &caller, id)?)))
}

/// Of an account only the chosen one is changed.
fn administered(call: &Call, caller: &Caller, id: &str) -> Result<(), Refusal> {
    own(call, caller, id)?;
    match caller.may_administer()?.id == id {
        true => Ok(()),
        false => Err(Refusal::invalid("Select the account first.")),
    }
}

/// `PATCH {id}`
pub(super) fn change(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    administered(call, &caller, id)?;
    let body = call.body()?;
    let new_name = body.text("name")?.map(name).transpose()?;
    let description = body.text("description")?;
    let organization = body.text("organization")?;
    let marks = body.flag("mark_key_disable_when_deactivated")?;
    let adds = client_configurations::read(&body)?;
    let account = call.manager_of(&caller).change_account(id, |account| {
        if let Some(name) = new_name {
            account.name = name.to_string();
        }
        let kept = |new: Option<&str>, old: Option<String>| new.map(str::to_owned).or(old);
        account.description = kept(description, account.description.take());
        account.organization = kept(organization, account.organization.take());
        account.keeps_enabled = marks.map_or(account.keeps_enabled, |marks| !marks);
        account.adds = adds.unwrap_or(account.adds);
        Ok(())
    })?;
    Ok(Reply::of(shown(&account)))
}

/// `DELETE {id}`
pub(super) fn delete(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    administered(call, &caller, id)?;
    call.manager_of(&caller).delete_account(id)?;
    Ok(Reply::nothing())
}
