//! Apps, and the groups whose keys they see.

use rusqlite::{Params, params};

use super::{KeyOps, Permissions, StoreError, Tx};

/// How an app proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By its API key, as the password of a KMIP credential whose user name is its UUID.
    ApiKey,
    /// By the certificate that was uploaded, in the TLS handshake.
    Certificate,
}

impl Method {
    /// As the console shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "API Key",
            Self::Certificate => "Certificate",
        }
    }
}

/// An app.
#[derive(Clone, Debug)]
pub struct App {
    /// Its UUID, which its certificate has as common name.
    pub id: String,
    /// Its name, unique in its account.
    pub name: String,
    /// Its interface, as in `kmip`.
    pub interface: String,
    /// The groups whose keys it sees; the first one gets the keys that it makes. Never empty.
    pub groups: Vec<AppGroup>,
    /// The uploaded certificate, in DER.
    pub certificate: Option<Vec<u8>>,
    /// Seconds since 1970 UTC.
    pub created: i64,
    /// The UUID of its account.
    pub account_id: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who made it: `operator`, `user:UUID` or `app:UUID`.
    pub creator: String,
    /// Whether it may come in.
    pub enabled: bool,
    /// Key operations that the keys it makes by KMIP get besides those it asks for.
    pub adds: KeyOps,
    /// When it last asked for something, in seconds since 1970 UTC.
    pub last_used: Option<i64>,
}

/// A group of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGroup {
    /// Its UUID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the app may do with keys of the group.
    pub permissions: Permissions,
}

impl App {
    /// How it proves who it is.
    pub fn method(&self) -> Method {
        if self.certificate.is_some() {
            Method::Certificate
        } else {
            Method::ApiKey
        }
    }

    /// Whether it sees what belongs to the group of that UUID.
    pub fn sees(&self, group: &str) -> bool {
        self.groups.iter().any(|known| known.id == group)
    }

    /// Whether it may do that with keys of the group of that UUID.
    pub fn may(&self, permission: Permissions, group: &str) -> bool {
        let mut known = self.groups.iter().filter(|known| known.id == group);
        known.any(|known| known.permissions.contains(permission))
    }

    /// The UUID of the group that gets the keys that it makes.
    pub(crate) fn home_group(&self) -> &str {
        &self.groups[0].id
    }
}

/// What an app is made of.
pub(crate) struct NewApp<'a> {
    pub(crate) id: &'a str,
    /// The UUID of its account.
    pub(crate) account: &'a str,
    pub(crate) name: &'a str,
    pub(crate) interface: &'a str,
    /// Sealed under the master key.
    pub(crate) api_key: &'a [u8],
    /// Seconds since 1970 UTC.
    pub(crate) created: i64,
    pub(crate) description: Option<&'a str>,
    pub(crate) creator: &'a str,
}

impl Tx<'_> {
    /// The app of that UUID.
    pub(crate) fn app(self, id: &str) -> Result<Option<App>, StoreError> {
        let by_id = "WHERE app.id = ?1 ORDER BY app_group.position";
        Ok(self.collect_apps(by_id, [id])?.pop())
    }

    /// All apps by account and name.
    pub(crate) fn apps(self) -> Result<Vec<App>, StoreError> {
        let by_name = "JOIN account ON account.id = app.account
             ORDER BY account.name, app.name, app_group.position";
        self.collect_apps(by_name, [])
    }

    /// The apps of that name, in whatever account, or of that UUID.
    pub(crate) fn apps_named(self, name: &str) -> Result<Vec<App>, StoreError> {
        let named = "WHERE app.name = ?1 OR app.id = ?1 ORDER BY app.id, app_group.position";
        self.collect_apps(named, [name])
    }

    /// The apps that `rest` of the statement joins, filters and orders; the groups of each follow each
    /// other.
    fn collect_apps(self, rest: &str, of: impl Params) -> Result<Vec<App>, StoreError> {
        let sql = format!(
            "SELECT app.id, app.name, app.interface, app.certificate, app.created, groups.id, groups.name,
                 app.account, app.description, app.creator, app.enabled, app.adds, app.last_used,
                 app_group.permissions
             FROM app JOIN app_group ON app_group.app = app.id
             JOIN groups ON groups.id = app_group.groups {rest}"
        );
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.query(of)?;
        let mut apps: Vec<App> = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let group = AppGroup {
                id: row.get(5)?,
                name: row.get(6)?,
                permissions: Permissions::from_bits(row.get(13)?),
            };
            match apps.last_mut() {
                Some(app) if app.id == id => app.groups.push(group),
                _ => apps.push(App {
                    id,
                    name: row.get(1)?,
                    interface: row.get(2)?,
                    certificate: row.get(3)?,
                    created: row.get(4)?,
                    groups: vec![group],
                    account_id: row.get(7)?,
                    description: row.get(8)?,
                    creator: row.get(9)?,
                    enabled: row.get(10)?,
                    adds: KeyOps::from_extra(row.get(11)?),
                    last_used: row.get(12)?,
                }),
            }
        }
        Ok(apps)
    }

    /// The API key of the app of that UUID, sealed under the master key.
    pub(crate) fn sealed_api_key(self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let find =
            "SELECT bytes FROM sealed JOIN app ON app.sealed = sealed.number WHERE app.id = ?1";
        self.row(find, [id], |row| row.get(0))
    }

    /// Whether the account of that UUID has an app of that name.
    pub(crate) fn has_app_named(self, account: &str, name: &str) -> Result<bool, StoreError> {
        let find = "SELECT 1 FROM app WHERE account = ?1 AND name = ?2";
        self.exists(find, [account, name])
    }

    pub(crate) fn insert_app(self, app: &NewApp<'_>) -> Result<(), StoreError> {
        let insert = "INSERT INTO app (id, account, name, interface, sealed, created, description,
                 creator)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let sealed = self.keep_sealed(app.api_key)?;
        let values = params![
            app.id,
            app.account,
            app.name,
            app.interface,
            sealed,
            app.created,
            app.description,
            app.creator
        ];
        self.execute(insert, values).map(drop)
    }

    /// Puts the app of that UUID into a group, at that position. A group that it is in already counts
    /// once.
    pub(crate) fn insert_app_group(
        self,
        app: &str,
        position: i64,
        group: &str,
        permissions: Permissions,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO app_group (app, position, groups, permissions)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        self.execute(insert, params![app, position, group, permissions.bits()])
            .map(drop)
    }

    /// Takes the app of that UUID out of all groups.
    pub(crate) fn delete_app_groups(self, app: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM app_group WHERE app = ?1", [app])
            .map(drop)
    }

    /// Writes what may change of an app, but for its groups and how it proves who it is.
    pub(crate) fn update_app(self, app: &App) -> Result<(), StoreError> {
        let update = "UPDATE app SET name = ?2, description = ?3, interface = ?4, enabled = ?5,
             adds = ?6 WHERE id = ?1";
        let values = params![
            app.id,
            app.name,
            app.description,
            app.interface,
            app.enabled,
            app.adds.extra()
        ];
        self.execute(update, values).map(drop)
    }

    /// Gives the app of that UUID a new API key, sealed under the master key; it has no certificate then.
    pub(crate) fn set_app_api_key(self, id: &str, sealed: &[u8]) -> Result<(), StoreError> {
        let find = "SELECT sealed FROM app WHERE id = ?1";
        if let Some(number) = self.row(find, [id], |row| row.get(0))? {
            self.forget_sealed(number)?;
        }
        let number = self.keep_sealed(sealed)?;
        let set = "UPDATE app SET sealed = ?2, certificate = NULL WHERE id = ?1";
        self.execute(set, params![id, number]).map(drop)
    }

    /// The certificate is in DER.
    pub(crate) fn set_app_certificate(self, id: &str, der: &[u8]) -> Result<(), StoreError> {
        self.purge_afterwards();
        let set = "UPDATE app SET certificate = ?2 WHERE id = ?1";
        self.execute(set, params![id, der]).map(drop)
    }

    pub(crate) fn delete_app(self, id: &str) -> Result<(), StoreError> {
        let find = "SELECT sealed FROM app WHERE id = ?1";
        if let Some(number) = self.row(find, [id], |row| row.get(0))? {
            self.forget_sealed(number)?;
        }
        self.execute("DELETE FROM app WHERE id = ?1", [id])
            .map(drop)
    }
}
