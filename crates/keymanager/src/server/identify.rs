//! Which app a client is.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use pure_kmip::client::CertificateFacts;
use pure_kmip::enums::ResultReason;
use pure_kmip::{Credential, Failure};

use crate::KeyManager;
use crate::error::KeyManagerError;
use crate::model::{App, Method, client_app};
use crate::operation::internal;

/// The app whose UUID is the certificate's common name and whose uploaded certificate it is; or the
/// app whose UUID is the user name of the credential, and whose API key is the password.
pub(super) fn identify(
    manager: &KeyManager,
    certificate: Option<&[u8]>,
    credential: Option<&Credential>,
) -> Result<App, Failure> {
    if let Some(Credential::UsernameAndPassword { username, password }) = credential {
        let password = password.as_ref().map(|password| password.as_str());
        return by_api_key(manager, username, password.unwrap_or_default());
    }
    match certificate {
        Some(der) => by_certificate(manager, der),
        None => refuse("The client shows no certificate."),
    }
}

fn by_certificate(manager: &KeyManager, der: &[u8]) -> Result<App, Failure> {
    let name = CertificateFacts::of(der).and_then(|facts| facts.common_name);
    let Some(name) = name else {
        return refuse("The client's certificate has no common name.");
    };
    let Some(app) = find(manager, &name)? else {
        return refuse(format!("No app has the UUID {name}."));
    };
    match &app.certificate {
        Some(uploaded) if uploaded == der => Ok(app),
        Some(_) => refuse(format!(
            "The certificate is not the one uploaded for app {name}."
        )),
        None => refuse(format!(
            "The authentication method of app {name} is API Key. Upload its certificate."
        )),
    }
}

fn by_api_key(manager: &KeyManager, id: &str, password: &str) -> Result<App, Failure> {
    let wrong = || {
        Failure::new(
            ResultReason::AuthenticationNotSuccessful,
            "Wrong user or password.",
        )
    };
    let app = find(manager, id)?.ok_or_else(wrong)?;
    if app.method() != Method::ApiKey {
        return refuse(format!(
            "The authentication method of app {id} is Certificate."
        ));
    }
    let api_key = manager.api_key(&app).map_err(internal)?;
    match verify_slices_are_equal(api_key.as_bytes(), password.as_bytes()) {
        Ok(()) => Ok(app),
        Err(_) => Err(wrong()),
    }
}

fn find(manager: &KeyManager, id: &str) -> Result<Option<App>, Failure> {
    let found = manager.read(|db| Ok::<_, KeyManagerError>(client_app(db, id)?));
    found.map_err(internal)
}

fn refuse<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::new(
        ResultReason::AuthenticationNotSuccessful,
        message,
    ))
}
