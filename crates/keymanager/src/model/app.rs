//! Apps: the clients of the key manager.

use rusqlite::{Connection, OptionalExtension, Row, params};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::Group;
use crate::error::KeyManagerError;
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
    /// Its name, unique in its group.
    pub name: String,
    /// Its interface, as in `kmip`.
    pub interface: String,
    /// The UUID of its group.
    pub group_id: String,
    /// The name of its group.
    pub group: String,
    /// The uploaded certificate, in DER.
    pub certificate: Option<Vec<u8>>,
    /// Seconds since 1970 UTC.
    pub created: i64,
}

const COLUMNS: &str = "SELECT app.id, app.name, app.interface, app.groups, groups.name,
    app.certificate, app.created FROM app JOIN groups ON groups.id = app.groups";

impl App {
    /// How it proves who it is.
    pub fn method(&self) -> Method {
        if self.certificate.is_some() {
            Method::Certificate
        } else {
            Method::ApiKey
        }
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            interface: row.get(2)?,
            group_id: row.get(3)?,
            group: row.get(4)?,
            certificate: row.get(5)?,
            created: row.get(6)?,
        })
    }
}

/// The app with that UUID, which a client shows.
pub(crate) fn client_app(db: &Connection, id: &str) -> rusqlite::Result<Option<App>> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE app.id = ?1"))?;
    statement.query_row([id], App::from_row).optional()
}

impl KeyManager {
    /// Makes an app with an API key.
    ///
    /// # Errors
    /// When the group has one of that name.
    pub fn create_app(
        &self,
        group: &Group,
        name: &Name,
        interface: &str,
    ) -> Result<App, KeyManagerError> {
        let created = self.now();
        self.write(|db| {
            let find = "SELECT 1 FROM app WHERE groups = ?1 AND name = ?2";
            if db.prepare(find)?.exists([&group.id, name.as_str()])? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = seed::uuid(db)?;
            let api_key = seed::material(db, API_KEY_BYTES)?;
            let sealed = self.master_key().seal(&id, &api_key)?;
            db.execute(
                "INSERT INTO app (id, groups, name, interface, api_key, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![id, group.id, name.as_str(), interface, sealed, created],
            )?;
            client_app(db, &id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// All apps by group and name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn apps(&self) -> Result<Vec<App>, KeyManagerError> {
        self.read(|db| {
            let mut statement = db.prepare(&format!("{COLUMNS} ORDER BY groups.name, app.name"))?;
            let rows = statement.query_map([], App::from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The app of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several in several groups.
    pub fn app(&self, name: &str) -> Result<App, KeyManagerError> {
        let mut found = self.apps()?;
        found.retain(|app| app.name == name || app.id == name);
        match found.pop() {
            Some(app) if found.is_empty() => Ok(app),
            Some(_) => Err(KeyManagerError::Ambiguous(NOUN)),
            None => Err(KeyManagerError::Missing(NOUN)),
        }
    }

    /// The app's API key, in hexadecimal digits.
    ///
    /// # Errors
    /// When the app is gone, or the master key is not the right one.
    pub fn api_key(&self, app: &App) -> Result<Zeroizing<String>, KeyManagerError> {
        let find = "SELECT api_key FROM app WHERE id = ?1";
        let sealed: Vec<u8> = self.read(|db| {
            let found = db.query_row(find, [&app.id], |row| row.get(0)).optional()?;
            found.ok_or(KeyManagerError::Missing(NOUN))
        })?;
        let key = self.master_key().unseal(&app.id, &sealed)?;
        Ok(Zeroizing::new(hex::encode(key.as_slice())))
    }

    /// Reads an uploaded certificate, and checks that it names the app.
    ///
    /// # Errors
    /// When the text is no PEM certificate, or its common name is not the app's UUID.
    pub fn read_certificate(&self, app: &App, pem: &str) -> Result<Vec<u8>, KeyManagerError> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| KeyManagerError::NoCertificate)?;
        let facts =
            pure_kmip::client::CertificateFacts::of(&der).ok_or(KeyManagerError::NoCertificate)?;
        match facts.common_name {
            Some(name) if name == app.id => Ok(der.to_vec()),
            found => Err(KeyManagerError::WrongCommonName {
                found: found.unwrap_or_else(|| "missing".to_owned()),
                uuid: app.id.clone(),
            }),
        }
    }

    /// Changes the app's method to Certificate.
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
        let app = self.app(name)?;
        self.write(|db| {
            db.execute("DELETE FROM app WHERE id = ?1", [&app.id])?;
            Ok(())
        })
    }
}
