//! Apps: the clients of the key manager.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmip::client::CertificateFacts;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::{App, Group, KeyManager, KeyManagerError, Name, random};
use crate::store::{MasterKey, NewApp, Tx};

const NOUN: &str = "app";
const API_KEY_BYTES: usize = 48;

/// The app's API key, in base64.
pub(crate) fn api_key(
    tx: Tx<'_>,
    master_key: &MasterKey,
    app: &App,
) -> Result<Zeroizing<String>, KeyManagerError> {
    let sealed = tx.sealed_api_key(&app.id)?;
    let sealed = sealed.ok_or(KeyManagerError::Missing(NOUN))?;
    let key = master_key.unseal(&app.id, &sealed)?;
    Ok(Zeroizing::new(STANDARD.encode(key.as_slice())))
}

fn find(tx: Tx<'_>, name: &str) -> Result<App, KeyManagerError> {
    let mut found = tx.apps_named(name)?;
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
    /// When the account has one of that name, there is no group, or the groups belong to several
    /// accounts.
    pub fn create_app(
        &self,
        groups: &[Group],
        name: &Name,
        interface: &str,
    ) -> Result<App, KeyManagerError> {
        let first = groups.first().ok_or(KeyManagerError::NoGroup)?;
        let account = &first.account_id;
        if groups.iter().any(|group| group.account_id != *account) {
            return Err(KeyManagerError::Accounts);
        }
        let created = self.now();
        self.write(|tx| {
            if tx.has_app_named(account, name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = random::uuid(tx)?;
            let api_key = random::bytes(tx, API_KEY_BYTES)?;
            tx.insert_app(&NewApp {
                id: &id,
                account,
                name: name.as_str(),
                interface,
                api_key: &self.master_key().seal(&id, &api_key)?,
                created,
            })?;
            for (position, group) in (0_i64..).zip(groups) {
                tx.insert_app_group(&id, position, &group.id)?;
            }
            tx.app(&id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// All apps by account and name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn apps(&self) -> Result<Vec<App>, KeyManagerError> {
        self.read(|tx| Ok(tx.apps()?))
    }

    /// The app of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several in several accounts.
    pub fn app(&self, name: &str) -> Result<App, KeyManagerError> {
        self.read(|tx| find(tx, name))
    }

    /// The app's API key, in base64.
    ///
    /// # Errors
    /// When the app is gone, or the master key is not the right one.
    pub fn api_key(&self, app: &App) -> Result<Zeroizing<String>, KeyManagerError> {
        self.read(|tx| api_key(tx, self.master_key(), app))
    }

    /// Reads an uploaded certificate, and checks that it names the app. Returns it in DER.
    ///
    /// # Errors
    /// When the text is not a PEM certificate, or its common name is not the app's UUID.
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
        self.write(|tx| {
            tx.set_app_certificate(&app.id, der)?;
            tx.app(&app.id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// Deletes an app. Its keys stay, since they belong to the group.
    ///
    /// # Errors
    /// When there is no such app.
    pub fn delete_app(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let app = find(tx, name)?;
            Ok(tx.delete_app(&app.id)?)
        })
    }
}
