//! Apps: the clients of the key manager.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pure_kmip::client::CertificateFacts;
use rusqlite::{Connection, OptionalExtension, Params, params};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::Group;
use crate::error::KeyManagerError;
use crate::master_key::MasterKey;
use crate::name::Name;
use crate::{KeyManager, seed};

const NOUN: &str = "app";
const API_KEY_BYTES: usize = 48;

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
}

/// A group of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGroup {
    /// Its UUID.
    pub id: String,
    /// Its name.
    pub name: String,
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

    /// The UUID of the group that gets the keys that it makes.
    pub(crate) fn home_group(&self) -> &str {
        &self.groups[0].id
    }
}

/// The app with that UUID, which a client shows.
pub(crate) fn client_app(db: &Connection, id: &str) -> rusqlite::Result<Option<App>> {
    let by_id = "WHERE app.id = ?1 ORDER BY app_group.position";
    Ok(collect(db, by_id, [id])?.pop())
}

/// The app's API key, in base64.
pub(crate) fn client_api_key(
    db: &Connection,
    master_key: &MasterKey,
    app: &App,
) -> Result<Zeroizing<String>, KeyManagerError> {
    let mut statement = db.prepare_cached("SELECT api_key FROM app WHERE id = ?1")?;
    let found = statement
        .query_row([&app.id], |row| row.get(0))
        .optional()?;
    let sealed: Vec<u8> = found.ok_or(KeyManagerError::Missing(NOUN))?;
    let key = master_key.unseal(&app.id, &sealed)?;
    Ok(Zeroizing::new(STANDARD.encode(key.as_slice())))
}

/// The apps of that condition, by account and name.
fn select(db: &Connection, which: &str, of: impl Params) -> rusqlite::Result<Vec<App>> {
    let rest = format!(
        "JOIN account ON account.id = app.account
         {which} ORDER BY account.name, app.name, app_group.position"
    );
    collect(db, &rest, of)
}

/// The apps that `rest` of the statement joins, filters and orders; the groups of each one after
/// another.
fn collect(db: &Connection, rest: &str, of: impl Params) -> rusqlite::Result<Vec<App>> {
    let sql = format!(
        "SELECT app.id, app.name, app.interface, app.certificate, app.created, groups.id, groups.name
         FROM app JOIN app_group ON app_group.app = app.id
         JOIN groups ON groups.id = app_group.groups {rest}"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(of)?;
    let mut apps: Vec<App> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let group = AppGroup {
            id: row.get(5)?,
            name: row.get(6)?,
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
            }),
        }
    }
    Ok(apps)
}

fn find(db: &Connection, name: &str) -> Result<App, KeyManagerError> {
    let mut found = select(db, "WHERE app.name = ?1 OR app.id = ?1", [name])?;
    match (found.pop(), found.is_empty()) {
        (Some(app), true) => Ok(app),
        (Some(_), false) => Err(KeyManagerError::Ambiguous(NOUN)),
        (None, _) => Err(KeyManagerError::Missing(NOUN)),
    }
}

impl KeyManager {
    /// Makes an app with an API key, in one or more groups of one account.
    ///
    /// # Errors
    /// When the account has one of that name, or the groups belong to several accounts.
    ///
    /// # Panics
    /// When there is no group.
    pub fn create_app(
        &self,
        groups: &[Group],
        name: &Name,
        interface: &str,
    ) -> Result<App, KeyManagerError> {
        let account = &groups.first().expect("an app has a group").account_id;
        if groups.iter().any(|group| group.account_id != *account) {
            return Err(KeyManagerError::Accounts);
        }
        let created = self.now();
        self.write(|db| {
            let same = "SELECT 1 FROM app WHERE account = ?1 AND name = ?2";
            if db.prepare(same)?.exists([account, name.as_str()])? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = seed::uuid(db)?;
            let api_key = seed::material(db, API_KEY_BYTES)?;
            let sealed = self.master_key().seal(&id, &api_key)?;
            db.execute(
                "INSERT INTO app (id, account, name, interface, api_key, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![id, account, name.as_str(), interface, sealed, created],
            )?;
            for (position, group) in (0_i64..).zip(groups) {
                // A group that is named twice counts once.
                db.execute(
                    "INSERT OR IGNORE INTO app_group (app, position, groups) VALUES (?1, ?2, ?3)",
                    params![id, position, group.id],
                )?;
            }
            client_app(db, &id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// All apps by account and name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn apps(&self) -> Result<Vec<App>, KeyManagerError> {
        self.read(|db| Ok(select(db, "", [])?))
    }

    /// The app of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several in several accounts.
    pub fn app(&self, name: &str) -> Result<App, KeyManagerError> {
        self.read(|db| find(db, name))
    }

    /// The app's API key, in base64.
    ///
    /// # Errors
    /// When the app is gone, or the master key is not the right one.
    pub fn api_key(&self, app: &App) -> Result<Zeroizing<String>, KeyManagerError> {
        self.read(|db| client_api_key(db, self.master_key(), app))
    }

    /// Reads an uploaded certificate, and checks that it names the app. Gives it in DER.
    ///
    /// # Errors
    /// When the text is no PEM certificate, or its common name is not the app's UUID.
    pub fn read_certificate(&self, app: &App, pem: &str) -> Result<Vec<u8>, KeyManagerError> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| KeyManagerError::NoCertificate)?;
        let facts = CertificateFacts::of(&der).ok_or(KeyManagerError::NoCertificate)?;
        match facts.common_name {
            Some(name) if name == app.id => Ok(der.to_vec()),
            found => Err(KeyManagerError::WrongCommonName {
                found: found.unwrap_or_else(|| "missing".to_owned()),
                uuid: app.id.clone(),
            }),
        }
    }

    /// Changes the app's method to Certificate, with the certificate in DER.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn set_certificate(&self, app: &App, der: &[u8]) -> Result<App, KeyManagerError> {
        self.write(|db| {
            let set = "UPDATE app SET certificate = ?2 WHERE id = ?1";
            db.execute(set, params![app.id, der])?;
            client_app(db, &app.id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// Deletes an app. Its keys stay, since they belong to the group.
    ///
    /// # Errors
    /// When there is no such app.
    pub fn delete_app(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|db| {
            let app = find(db, name)?;
            db.execute("DELETE FROM app WHERE id = ?1", [&app.id])?;
            Ok(())
        })
    }
}
