//! `/sys/v1/groups`

use serde_json::Value;

use super::accounts::name;
use super::call::Call;
use super::client_configurations;
use super::list::{creator, page};
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use crate::model::{Caller, Group, KeyManagerError};

fn shown(group: &Group) -> Value {
    Object::default()
        .with("acct_id", group.account_id.as_str())
        .with("group_id", group.id.as_str())
        .with("name", group.name.as_str())
        .with("creator", creator(&group.creator))
        .with("created_at", written(group.created))
        .maybe("description", group.description.clone())
        .maybe(
            client_configurations::FIELD,
            client_configurations::shown(group.adds),
        )
        .into()
}

/// The groups that the caller sees, by their UUIDs.
pub(super) fn seen(call: &Call, caller: &Caller) -> Result<Vec<Group>, Refusal> {
    let scope = call.manager.scope(caller)?;
    let mut groups = call.manager.groups()?;
    groups.retain(|group| scope.sees(&group.id));
    groups.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(groups)
}

/// The group of that UUID, when the caller sees it.
pub(super) fn find(call: &Call, caller: &Caller, id: &str) -> Result<Group, Refusal> {
    let mut groups = seen(call, caller)?.into_iter();
    let found = groups.find(|group| group.id == id);
    Ok(found.ok_or(KeyManagerError::Missing("group"))?)
}

/// `POST`
pub(super) fn create(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let account = caller.may_change()?;
    let body = call.body()?;
    let name = name(body.required("name")?)?;
    let manager = call.manager_of(&caller);
    let group = manager.create_group_for(account, &name, body.text("description")?)?;
    Ok(Reply::made(shown(&group)))
}

/// `GET`
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let groups = seen(call, &caller)?;
    let shown = |group: &Group| (group.id.clone(), shown(group));
    page(call, groups.iter().map(shown).collect())
}

/// `GET {id}`
pub(super) fn show(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    Ok(Reply::of(shown(&find(call, &caller, id)?)))
}

/// `PATCH {id}`
pub(super) fn change(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    find(call, &caller, id)?;
    let body = call.body()?;
    let new_name = body.text("name")?.map(name).transpose()?;
    let description = body.text("description")?;
    let adds = client_configurations::read(&body)?;
    let group = call.manager_of(&caller).change_group(id, |group| {
        group.adds = adds.unwrap_or(group.adds);
        if let Some(name) = new_name {
            group.name = name.to_string();
        }
        if let Some(description) = description {
            group.description = Some(description.to_owned());
        }
        Ok(())
    })?;
    Ok(Reply::of(shown(&group)))
}

/// `DELETE {id}`: 400 when something is in it.
pub(super) fn delete(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    find(call, &caller, id)?;
    call.manager_of(&caller).delete_group(id)?;
    Ok(Reply::nothing())
}
