//! `/sys/v1/apps`

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmip::client::CertificateFacts;
use serde_json::{Map, Value, json};

use super::accounts::name;
use super::body::{Body, texts};
use super::call::Call;
use super::list::{creator, page};
use super::refusal::Refusal;
use super::reply::{Object, Reply};
use super::time::written;
use super::{client_configurations, groups};
use crate::model::{App, AppGroup, Caller, Identity, KeyManagerError, KeyOps, Method, Permissions};

/// How many random bytes an API key may have.
const SECRET_SIZES: std::ops::RangeInclusive<u64> = 16..=128;

fn shown(app: &App, with_permissions: bool) -> Value {
    let groups: Value = if with_permissions {
        let permissions = |group: &AppGroup| json!(group.permissions.names().collect::<Vec<_>>());
        let each = app.groups.iter().map(|it| (it.id.clone(), permissions(it)));
        each.collect::<Map<_, _>>().into()
    } else {
        app.groups.iter().map(|group| group.id.as_str()).collect()
    };
    let auth_type = match app.method() {
        Method::ApiKey => "Secret",
        Method::Certificate => "Certificate",
    };
    let expires = app.certificate.as_deref().and_then(CertificateFacts::of);
    let interface = Some(app.interface.as_str()).filter(|it| !it.is_empty());
    Object::default()
        .with("acct_id", app.account_id.as_str())
        .with("app_id", app.id.as_str())
        .with("app_type", "default")
        .with("name", app.name.as_str())
        .with("enabled", app.enabled)
        .with("groups", groups)
        .with("default_group", app.groups[0].id.as_str())
        .with("auth_type", auth_type)
        .with("creator", creator(&app.creator))
        .with("created_at", written(app.created))
        .maybe("lastused_at", app.last_used.map(written))
        .maybe("interface", interface)
        .maybe("description", app.description.clone())
        .maybe(
            "cert_not_after",
            expires.map(|facts| written(facts.not_after)),
        )
        .maybe(
            client_configurations::FIELD,
            client_configurations::shown(app.adds),
        )
        .into()
}

fn reply(call: &Call, app: &App) -> Value {
    shown(app, call.is_asked("group_permissions"))
}

/// What an app may do, by names; what nobody knows is left out.
fn permissions(value: &Value) -> Result<Permissions, Refusal> {
    if value.is_null() {
        return Ok(Permissions::ALL);
    }
    let names = texts(value).ok_or_else(|| Refusal::invalid("Permissions are a list of words."))?;
    let known = names.into_iter().filter_map(Permissions::named);
    Ok(known.fold(Permissions::NONE, |all, one| all | one))
}

/// Groups with permissions: a map of them, or a list of UUIDs, which stands for all that may be done.
pub(super) fn with_permissions(
    body: &Body,
    field: &str,
) -> Result<Vec<(String, Permissions)>, Refusal> {
    match body.get(field) {
        None => Ok(Vec::new()),
        Some(Value::Object(map)) => {
            let each = map
                .iter()
                .map(|(id, value)| Ok((id.clone(), permissions(value)?)));
            each.collect()
        }
        Some(list) => {
            let wrong = || Refusal::invalid(format!("{field} has no valid value."));
            let ids = texts(list).ok_or_else(wrong)?.into_iter();
            Ok(ids.map(|id| (id.to_owned(), Permissions::ALL)).collect())
        }
    }
}

/// The app of that UUID, when the caller sees it: a user all of the account, an app itself.
fn find(call: &Call, caller: &Caller, id: &str) -> Result<App, Refusal> {
    let missing = || KeyManagerError::Missing("app");
    let account = caller.account()?;
    let app = call.manager.app(id)?;
    let is_seen = match &caller.identity {
        Identity::User(_) => true,
        Identity::App(own) => own.id == app.id,
    };
    if is_seen && app.id == id && app.account_id == account.id {
        Ok(app)
    } else {
        Err(missing().into())
    }
}

fn secret_size(body: &Body) -> Result<Option<usize>, Refusal> {
    let size = body.number("secret_size")?;
    if size.is_some_and(|size| !SECRET_SIZES.contains(&size)) {
        return Err(Refusal::invalid("secret_size must be 16 to 128 bytes."));
    }
    Ok(size.and_then(|size| usize::try_from(size).ok()))
}

/// `POST`
pub(super) fn create(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    let body = call.body()?;
    let name = name(body.required("name")?)?;
    let mut wanted = with_permissions(&body, "add_groups")?;
    if let Some(default) = body.text("default_group")? {
        match wanted.iter().position(|(id, _)| id == default) {
            Some(place) => wanted[..=place].rotate_right(1),
            None => wanted.insert(0, (default.to_owned(), Permissions::ALL)),
        }
    }
    let mut groups = Vec::with_capacity(wanted.len());
    for (id, permissions) in wanted {
        groups.push((groups::find(call, &caller, &id)?, permissions));
    }
    let interface = body.text("interface")?.unwrap_or_default();
    let description = body.text("description")?;
    let secret = secret_size(&body)?.unwrap_or(48);
    let manager = call.manager_of(&caller);
    let app = manager.create_app_for(&groups, &name, interface, description, secret)?;
    Ok(Reply::made(reply(call, &app)))
}

/// `GET`
pub(super) fn list(call: &Call) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    let account = caller.account()?;
    let mut apps = call.manager.apps()?;
    apps.retain(|app| match &caller.identity {
        Identity::User(_) => app.account_id == account.id,
        Identity::App(own) => app.id == own.id,
    });
    if let Some(group) = call.query("group_id") {
        apps.retain(|app| app.sees(&group));
    }
    apps.sort_by(|a, b| a.id.cmp(&b.id));
    let shown = |app: &App| (app.id.clone(), reply(call, app));
    page(call, apps.iter().map(shown).collect())
}

/// `GET {id}`
pub(super) fn show(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    Ok(Reply::of(reply(call, &find(call, &caller, id)?)))
}

/// `PATCH {id}`: among others the change to a certificate, and back.
pub(super) fn change(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    let app = find(call, &caller, id)?;
    let manager = call.manager_of(&caller);
    let body = call.body()?;
    let changed = Changed::read(&body)?;
    let certificate = certificate(&body)?;
    if let Some(Credential::Certificate(der)) = &certificate {
        manager.check_certificate(&app, der)?;
    }
    let mut app = if changed.is_any {
        manager.change_app(id, |app| changed.apply(app))?
    } else {
        app
    };
    app = match certificate {
        Some(Credential::Certificate(der)) => manager.set_certificate(&app, &der)?,
        Some(Credential::Secret) => manager.reset_api_key(&app, None)?,
        None => app,
    };
    Ok(Reply::of(reply(call, &app)))
}

/// What an app proves itself with.
enum Credential {
    /// A new API key.
    Secret,
    /// A certificate in DER.
    Certificate(Vec<u8>),
}

fn certificate(body: &Body) -> Result<Option<Credential>, Refusal> {
    let Some(credential) = body.object("credential")? else {
        return Ok(None);
    };
    if let Some(der) = credential.bytes("certificate")? {
        return Ok(Some(Credential::Certificate(der.to_vec())));
    }
    // An object or a text, as the client is new or old: the key manager chooses it.
    if credential.get("secret").is_some() {
        return Ok(Some(Credential::Secret));
    }
    Err(Refusal::invalid(
        "credential must be a certificate or a secret.",
    ))
}

/// Reads what is changed of an app.
pub(super) fn changes(body: &Body) -> Result<(), Refusal> {
    secret_size(body)?;
    certificate(body)?;
    Changed::read(body).map(drop)
}

/// What is changed of an app but for its credential.
struct Changed {
    is_any: bool,
    name: Option<String>,
    description: Option<String>,
    interface: Option<String>,
    enabled: Option<bool>,
    default_group: Option<String>,
    added: Vec<(String, Permissions)>,
    modified: Vec<(String, Permissions)>,
    removed: Vec<String>,
    adds: Option<KeyOps>,
}

impl Changed {
    fn read(body: &Body) -> Result<Self, Refusal> {
        let owned = |field| Ok::<_, Refusal>(body.text(field)?.map(str::to_owned));
        let removed = body.texts("del_groups")?.unwrap_or_default();
        Ok(Self {
            is_any: body.fields().any(|(field, _)| field != "credential"),
            name: body
                .text("name")?
                .map(name)
                .transpose()?
                .map(|name| name.to_string()),
            description: owned("description")?,
            interface: owned("interface")?,
            enabled: body.flag("enabled")?,
            default_group: owned("default_group")?,
            added: with_permissions(body, "add_groups")?,
            modified: with_permissions(body, "mod_groups")?,
            removed: removed.into_iter().map(str::to_owned).collect(),
            adds: client_configurations::read(body)?,
        })
    }

    fn apply(self, app: &mut App) -> Result<(), KeyManagerError> {
        app.name = self.name.unwrap_or(std::mem::take(&mut app.name));
        app.description = self.description.or(app.description.take());
        app.interface = self.interface.unwrap_or(std::mem::take(&mut app.interface));
        app.enabled = self.enabled.unwrap_or(app.enabled);
        app.adds = self.adds.unwrap_or(app.adds);
        for (id, permissions) in self.added.into_iter().chain(self.modified) {
            match app.groups.iter_mut().find(|group| group.id == id) {
                Some(group) => group.permissions = permissions,
                None => app.groups.push(AppGroup {
                    id,
                    name: String::new(),
                    permissions,
                }),
            }
        }
        app.groups.retain(|group| !self.removed.contains(&group.id));
        if let Some(default) = self.default_group {
            let place = app.groups.iter().position(|group| group.id == default);
            let place = place.ok_or(KeyManagerError::Missing("group"))?;
            app.groups[..=place].rotate_right(1);
        }
        Ok(())
    }
}

/// `DELETE {id}`
pub(super) fn delete(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    find(call, &caller, id)?;
    call.manager_of(&caller).delete_app(id)?;
    Ok(Reply::nothing())
}

/// `GET {id}/credential`: with the colon between them, UUID and secret are the API key.
pub(super) fn credential(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    let app = find(call, &caller, id)?;
    let credential = match &app.certificate {
        Some(der) => json!({ "certificate": STANDARD.encode(der) }),
        None => json!({ "secret": call.manager.api_key(&app)?.as_str() }),
    };
    Ok(Reply::of(
        json!({ "app_id": app.id, "credential": credential }),
    ))
}

/// `POST {id}/reset_secret`
pub(super) fn reset_secret(call: &Call, id: &str) -> Result<Reply, Refusal> {
    let caller = call.caller()?;
    caller.may_change()?;
    let app = find(call, &caller, id)?;
    let size = secret_size(&call.body()?)?;
    let app = call.manager_of(&caller).reset_api_key(&app, size)?;
    Ok(Reply::of(reply(call, &app)))
}
