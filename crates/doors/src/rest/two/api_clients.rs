//! API clients: who may exchange ID tokens for access tokens.

use pure_core::ObjectName;
use pure_core::clock::Span;
use pure_core::user::{ApiClient, ApiClientTerms, Issuer, PublicKey, Role};
use serde::Deserialize;
use serde_json::json;

use crate::rest::call::Call;
use crate::rest::item::{Item, Listing, item};
use crate::rest::list;
use crate::rest::refusal::Refusal;
use crate::rest::reply::Reply;

const CLIENTS: Listing = Listing {
    noun: "API client",
    fields: &[
        ("name", 1),
        ("id", 1),
        ("access_token_ttl_in_ms", 1),
        ("enabled", 1),
        ("issuer", 1),
        ("key_id", 1),
        ("max_role", 1),
        ("public_key", 1),
    ],
};

/// How long an access token is good when nobody says otherwise, in milliseconds: a day.
const LIFETIME: i64 = 86_400_000;

fn shown(client: &ApiClient) -> Item {
    let terms = &client.terms;
    item(json!({
        "name": client.name.as_str(),
        "id": client.id,
        "access_token_ttl_in_ms": terms.lifetime.duration().as_secs() * 1000,
        "enabled": client.is_enabled,
        "issuer": terms.issuer.as_str(),
        "key_id": client.key_id,
        "max_role": terms.max_role.as_str(),
        "public_key": terms.public_key.as_pem(),
    }))
}

/// `GET api-clients`
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let clients = call.users()?.clients()?;
    let items = clients.iter().map(shown).collect();
    list::list(call, &CLIENTS, items, |_| Ok(()))
}

/// What is given of a new one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Given {
    access_token_ttl_in_ms: Option<i64>,
    issuer: Option<String>,
    max_role: Option<String>,
    public_key: Option<String>,
}

impl Given {
    fn terms(self, name: &ObjectName) -> Result<ApiClientTerms, Refusal> {
        let wrong = |field: &str, reason: &dyn std::fmt::Display| {
            let message = format!("Missing or invalid parameter. {field} {reason}");
            Refusal::invalid(name.as_str(), message)
        };
        let issuer = match &self.issuer {
            Some(issuer) => issuer.parse().map_err(|e| wrong("issuer", &e))?,
            None => Issuer::from(name),
        };
        let max_role = self.max_role.as_deref().unwrap_or_default();
        let max_role: Role = max_role.parse().map_err(|e| wrong("max_role", &e))?;
        let key = self.public_key.as_deref().unwrap_or_default();
        let public_key: PublicKey = key.parse().map_err(|e| wrong("public_key:", &e))?;
        let milliseconds = self.access_token_ttl_in_ms.unwrap_or(LIFETIME);
        let lifetime = Span::from_seconds(milliseconds / 1000);
        let least = &"must be at least 1000";
        let lifetime = lifetime.ok_or_else(|| wrong("access_token_ttl_in_ms", least))?;
        Ok(ApiClientTerms {
            issuer,
            max_role,
            public_key,
            lifetime,
        })
    }
}

/// `POST api-clients`: it is disabled at first.
pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.name()?;
    let given: Given = call.json()?;
    let made = call
        .users()?
        .create_client(&name, &given.terms(&name)?, false)?;
    Ok(list::done(call, &CLIENTS, vec![shown(&made)]))
}

/// The names of the clients that are meant, by their names or identifiers; there is at least one.
fn meant(call: &Call<'_>) -> Result<Vec<ObjectName>, Refusal> {
    let Some(ids) = &call.query.ids else {
        return call.names();
    };
    let clients = call.users()?.clients()?;
    let find = |id: &String| {
        let mut each = clients.iter();
        let found = each.find(|client| client.id.to_string().eq_ignore_ascii_case(id));
        let missing = || Refusal::invalid(id, "API client does not exist.");
        found.map(|client| client.name.clone()).ok_or_else(missing)
    };
    ids.iter().map(find).collect()
}

/// What can be changed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Change {
    enabled: Option<bool>,
}

/// `PATCH api-clients`
pub(super) fn change(call: &Call<'_>) -> Result<Reply, Refusal> {
    let names = meant(call)?;
    let change: Change = call.json()?;
    let enabled = change
        .enabled
        .ok_or_else(|| Refusal::parameter("enabled"))?;
    let users = call.users()?;
    for name in &names {
        users.client(name)?;
    }
    let mut changed = Vec::new();
    for name in &names {
        changed.push(shown(&users.enable_client(name, enabled)?));
    }
    Ok(list::done(call, &CLIENTS, changed))
}

/// `DELETE api-clients`
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let names = meant(call)?;
    let users = call.users()?;
    for name in &names {
        users.client(name)?;
    }
    for name in &names {
        users.delete_client(name)?;
    }
    Ok(Reply::empty())
}
