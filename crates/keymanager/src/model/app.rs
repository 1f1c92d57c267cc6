//! Apps: the clients of the key manager.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmip::client::CertificateFacts;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::audit::About;
use super::{App, AppGroup, Group, KeyManager, KeyManagerError, Name, Permissions, random};
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

/// The UUID of the account of all the groups.
fn account_of(groups: &[(Group, Permissions)]) -> Result<String, KeyManagerError> {
    let (first, _) = groups.first().ok_or(KeyManagerError::NoGroup)?;
    let account = &first.account_id;
    if groups.iter().any(|(group, _)| group.account_id != *account) {
        return Err(KeyManagerError::Accounts);
    }
    Ok(account.clone())
}

fn put_groups(
    tx: Tx<'_>,
    app: &str,
    groups: &[(Group, Permissions)],
) -> Result<(), KeyManagerError> {
    for (position, (group, permissions)) in (0_i64..).zip(groups) {
        tx.insert_app_group(app, position, &group.id, *permissions)?;
    }
    Ok(())
}

impl KeyManager {
    /// Makes an app with an API key, in one or more groups of one account, with all that an app may do there.
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
        let groups = groups.iter().map(|group| (group.clone(), Permissions::ALL));
        self.create_app_for(
            &groups.collect::<Vec<_>>(),
            name,
            interface,
            None,
            API_KEY_BYTES,
        )
    }

    /// The same, which is for something, may do what is given in each group, and whose API key is of that
    /// many random bytes.
    ///
    /// # Errors
    /// As of [`create_app`](Self::create_app).
    pub fn create_app_for(
        &self,
        groups: &[(Group, Permissions)],
        name: &Name,
        interface: &str,
        description: Option<&str>,
        secret: usize,
    ) -> Result<App, KeyManagerError> {
        let account = &account_of(groups)?;
        let created = self.now();
        self.write(|tx| {
            if tx.has_app_named(account, name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = random::uuid(tx)?;
            let api_key = random::bytes(tx, secret)?;
            tx.insert_app(&NewApp {
                id: &id,
                account,
                name: name.as_str(),
                interface,
                api_key: &self.master_key().seal(&id, &api_key)?,
                created,
                description,
                creator: &self.actor().who.kept(),
            })?;
            put_groups(tx, &id, groups)?;
            let app = tx.app(&id)?.ok_or(KeyManagerError::Missing(NOUN))?;
            self.note_app(tx, "create app", &app)?;
            Ok(app)
        })
    }

    /// Changes an app: its name, description, interface, groups, whether it may come in, what its keys get
    /// besides.
    ///
    /// # Errors
    /// When there is no such app, another one has the name, as of [`create_app`](Self::create_app), or
    /// when `change` fails.
    pub fn change_app(
        &self,
        name: &str,
        change: impl FnOnce(&mut App) -> Result<(), KeyManagerError>,
    ) -> Result<App, KeyManagerError> {
        self.write(|tx| {
            let old = find(tx, name)?;
            let mut app = old.clone();
            change(&mut app)?;
            if old.name != app.name && tx.has_app_named(&old.account_id, &app.name)? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            tx.update_app(&app)?;
            if old.groups != app.groups {
                let known = tx.groups()?;
                let group = |wanted: &AppGroup| {
                    let found = known.iter().find(|group| group.id == wanted.id);
                    let found = found.ok_or(KeyManagerError::Missing("group"))?;
                    Ok((found.clone(), wanted.permissions))
                };
                let groups = app.groups.iter().map(group);
                let groups = groups.collect::<Result<Vec<_>, KeyManagerError>>()?;
                if account_of(&groups)? != old.account_id {
                    return Err(KeyManagerError::Accounts);
                }
                tx.delete_app_groups(&app.id)?;
                put_groups(tx, &app.id, &groups)?;
            }
            self.note_app(tx, "change app", &app)?;
            tx.app(&app.id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// Gives the app a new API key of that many random bytes, the default without; its method is API Key
    /// then.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn reset_api_key(&self, app: &App, secret: Option<usize>) -> Result<App, KeyManagerError> {
        self.write(|tx| {
            tx.app(&app.id)?.ok_or(KeyManagerError::Missing(NOUN))?;
            let api_key = random::bytes(tx, secret.unwrap_or(API_KEY_BYTES))?;
            tx.set_app_api_key(&app.id, &self.master_key().seal(&app.id, &api_key)?)?;
            self.note_app(tx, "reset secret", app)?;
            tx.app(&app.id)?.ok_or(KeyManagerError::Missing(NOUN))
        })
    }

    /// The app's API key as DSM shows it: base64 of its UUID, a colon, and the password of a KMIP
    /// credential, which [`api_key`](Self::api_key) gives.
    ///
    /// # Errors
    /// When the app is gone, or the master key is not the right one.
    pub fn dsm_api_key(&self, app: &App) -> Result<Zeroizing<String>, KeyManagerError> {
        let secret = self.api_key(app)?;
        let both = Zeroizing::new(format!("{}:{}", app.id, secret.as_str()));
        Ok(Zeroizing::new(STANDARD.encode(both.as_bytes())))
    }

    fn note_app(&self, tx: Tx<'_>, action: &str, app: &App) -> Result<(), KeyManagerError> {
        let about = About {
            account: Some(&app.account_id),
            object: Some(&app.id),
            group: app.groups.first().map(|group| group.id.as_str()),
        };
        Ok(self.note(tx, action, about, format!("{action} {}", app.name))?)
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
        self.check_certificate(app, &der)?;
        Ok(der.to_vec())
    }

    /// Checks that a certificate in DER names the app.
    ///
    /// # Errors
    /// When it is no certificate, or its common name is not the app's UUID.
    pub fn check_certificate(&self, app: &App, der: &[u8]) -> Result<(), KeyManagerError> {
        let facts = CertificateFacts::of(der).ok_or(KeyManagerError::NoCertificate)?;
        match facts.common_name {
            Some(name) if name == app.id => Ok(()),
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
            let app = tx.app(&app.id)?.ok_or(KeyManagerError::Missing(NOUN))?;
            self.note_app(tx, "change to certificate", &app)?;
            Ok(app)
        })
    }

    /// Deletes an app. Its keys stay, since they belong to the group.
    ///
    /// # Errors
    /// When there is no such app.
    pub fn delete_app(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let app = find(tx, name)?;
            tx.delete_app(&app.id)?;
            self.note_app(tx, "delete app", &app)
        })
    }
}
