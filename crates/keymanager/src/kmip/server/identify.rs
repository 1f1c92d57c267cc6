//! Which app a client is.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use kmip::client::CertificateFacts;
use kmip::enums::ResultReason;
use kmip::{Credential, Failure};

use crate::kmip::operation::internal;
use crate::model::{App, KeyManager, Method, api_key};
use crate::store::{StoreError, Tx};

/// The peer of a connection.
pub(super) struct Client {
    /// The certificate whose key it has, in DER.
    certificate: Option<Vec<u8>>,
    /// Its common name.
    common_name: Option<String>,
    /// Until when it is valid, in seconds since 1970 UTC.
    not_after: Option<i64>,
}

impl Client {
    pub(super) fn new(certificate: Option<Vec<u8>>) -> Self {
        let facts = certificate.as_deref().and_then(CertificateFacts::of);
        Self {
            certificate,
            not_after: facts.as_ref().map(|facts| facts.not_after),
            common_name: facts.and_then(|facts| facts.common_name),
        }
    }

    /// For how many seconds its certificate is valid from `now` on, less than none when it no longer is;
    /// `None` when it has none.
    pub(super) fn valid_for(&self, now: i64) -> Option<i64> {
        self.not_after.map(|end| end.saturating_sub(now))
    }

    /// Whether its certificate has expired since the session began.
    pub(super) fn is_expired(&self, now: i64) -> bool {
        self.valid_for(now).is_some_and(|left| left < 0)
    }

    /// Whether its certificate is the one of an app.
    pub(super) fn is_known(&self, manager: &KeyManager) -> bool {
        let found = manager.read(|tx| Ok::<_, StoreError>(self.by_certificate(tx)));
        found.is_ok_and(|app| app.is_ok())
    }

    /// The app whose UUID is the certificate's common name and whose uploaded certificate it is; or the
    /// app whose UUID is the user name of the credential, and whose API key is the password.
    pub(super) fn identify(
        &self,
        manager: &KeyManager,
        tx: Tx<'_>,
        credential: Option<&Credential>,
    ) -> Result<App, Failure> {
        if self.is_expired(manager.now()) {
            return refuse("The client's certificate has expired.");
        }
        let Some(Credential::UsernameAndPassword { username, password }) = credential else {
            return self.by_certificate(tx);
        };
        match find(tx, username)? {
            Some(app) if app.method() == Method::ApiKey => {
                let password = password.as_ref().map(|password| password.as_str());
                by_api_key(manager, tx, app, password.unwrap_or_default())
            }
            // With a certificate the user name may be anything: the certificate says who it is.
            _ if self.certificate.is_none() && uuid::Uuid::parse_str(username).is_err() => {
                refuse(NO_UUID)
            }
            _ if self.certificate.is_none() => refuse(WRONG_PASSWORD),
            named => {
                let app = self.by_certificate(tx)?;
                match named {
                    Some(named) if named.id != app.id => refuse(format!(
                        "The certificate is the one of app {}, and the credential names app {}.",
                        app.id, named.id
                    )),
                    _ => Ok(app),
                }
            }
        }
    }

    fn by_certificate(&self, tx: Tx<'_>) -> Result<App, Failure> {
        let Some(der) = &self.certificate else {
            return refuse("The client presented no certificate.");
        };
        let Some(name) = &self.common_name else {
            return refuse("The client's certificate has no common name.");
        };
        let Some(app) = find(tx, name)? else {
            return refuse(format!("No app has the UUID {name}."));
        };
        match &app.certificate {
            Some(uploaded) if uploaded == der => served(app),
            Some(_) => refuse(format!(
                "The certificate is not the one uploaded for app {name}."
            )),
            None => refuse(format!(
                "The authentication method of app {name} is API Key. Upload its certificate."
            )),
        }
    }
}

const NO_UUID: &str = "The user name is no UUID. It has to be the UUID of the app.";
const WRONG_PASSWORD: &str = "Wrong user name or password.";

fn by_api_key(manager: &KeyManager, tx: Tx<'_>, app: App, password: &str) -> Result<App, Failure> {
    let api_key = api_key(tx, manager.master_key(), &app).map_err(internal)?;
    match verify_slices_are_equal(api_key.as_bytes(), password.as_bytes()) {
        Ok(()) => served(app),
        Err(_) => refuse(WRONG_PASSWORD),
    }
}

/// An app that may come in by KMIP.
fn served(app: App) -> Result<App, Failure> {
    if !app.enabled {
        return refuse("The app is disabled.");
    }
    if !app.interface.is_empty() && !app.interface.eq_ignore_ascii_case("kmip") {
        return refuse(format!(
            "The interface of app {} is not KMIP. Create an app with the interface KMIP.",
            app.id
        ));
    }
    Ok(app)
}

fn find(tx: Tx<'_>, id: &str) -> Result<Option<App>, Failure> {
    tx.app(id).map_err(internal)
}

fn refuse<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::new(
        ResultReason::AuthenticationNotSuccessful,
        message,
    ))
}
