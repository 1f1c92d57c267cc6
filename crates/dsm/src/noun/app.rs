//! Apps: the clients of the key manager.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kmip::client::CertificateFacts;
use reqwest::Method;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::group::Group;
use super::page::{self, Next};
use super::refused::{about, one};
use crate::error::{DsmError, Noun};
use crate::foreign;
use crate::http::Call;
use crate::session::Session;
use crate::time::time;

const PATH: &str = "/sys/v1/apps";

/// What an app may do with the keys of its groups, in the words that every version of DSM knows.
const PERMISSIONS: [&str; 12] = [
    "SIGN",
    "VERIFY",
    "ENCRYPT",
    "DECRYPT",
    "WRAPKEY",
    "UNWRAPKEY",
    "DERIVEKEY",
    "MACGENERATE",
    "MACVERIFY",
    "EXPORT",
    "MANAGE",
    "AGREEKEY",
];

/// An app.
#[derive(Clone, Debug, Deserialize)]
pub struct App {
    /// The UUID: the common name of its certificate.
    #[serde(rename = "app_id")]
    pub id: String,
    /// The name.
    pub name: String,
    /// The interface that it uses, as it was given.
    #[serde(default)]
    pub interface: Option<String>,
    /// The word for how it proves who it is: `Secret`, `Certificate`, and others.
    #[serde(default)]
    auth_type: Option<String>,
    /// The UUID of the group of its new keys.
    #[serde(default)]
    pub default_group: Option<String>,
    #[serde(default)]
    groups: Value,
    /// When it was made, if that is told.
    #[serde(rename = "created_at", default, deserialize_with = "time")]
    pub created: Option<Timestamp>,
}

/// An app that is to be made.
#[derive(Clone, Debug)]
pub struct NewApp<'a> {
    /// Its name.
    pub name: &'a str,
    /// The interface that it uses, as in `KMIP`.
    pub interface: &'a str,
    /// Its groups; the first is that of its new keys.
    pub groups: &'a [Group],
}

/// What an app proves with who it is.
#[derive(Deserialize)]
struct Held {
    credential: Proof,
}

#[derive(Deserialize)]
struct Proof {
    secret: Option<SecretString>,
}

impl App {
    /// The UUIDs of its groups, the one of its new keys first.
    pub fn groups(&self) -> Vec<&str> {
        let mut all: Vec<&str> = match &self.groups {
            Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
            Value::Object(permissions) => permissions.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let default = self.default_group.as_deref();
        if let Some(place) = all.iter().position(|id| Some(*id) == default) {
            all[..=place].rotate_right(1);
        }
        all
    }

    /// How it proves who it is: `API Key`, `Certificate`, or DSM's word for another way.
    pub fn method(&self) -> &str {
        match self.auth_type.as_deref() {
            None | Some("Secret") => "API Key",
            Some(method) => method,
        }
    }
}

impl Session {
    /// The apps of the account, by name; of an app itself.
    ///
    /// # Errors
    /// When they are not told.
    pub fn apps(&self) -> Result<Vec<App>, DsmError> {
        let apps = page::all(&self.http, PATH, &[], Next::Offset, |it: &App| &it.id);
        let mut apps: Vec<App> = apps?;
        apps.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(apps)
    }

    /// The app of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several have the name.
    pub fn app(&self, name: &str) -> Result<App, DsmError> {
        one(Noun::App, self.apps()?, name, |it| (&it.id, &it.name))
    }

    /// Makes an app with an API key, which may do all with the keys of its groups.
    ///
    /// # Errors
    /// When there is one of that name, or who asks may not.
    pub fn create_app(&self, new: &NewApp<'_>) -> Result<App, DsmError> {
        let permissions = |group: &Group| (group.id.clone(), json!(PERMISSIONS));
        let groups: Map<String, Value> = new.groups.iter().map(permissions).collect();
        let mut body = json!({
            "name": new.name,
            "interface": new.interface,
            "add_groups": groups,
        });
        if let Some(first) = new.groups.first() {
            body["default_group"] = first.id.as_str().into();
        }
        about(Noun::App, self.http.ask(Call::post(PATH, body)))
    }

    /// The app's secret: the password of a KMIP credential, whose user name is the app's UUID.
    ///
    /// # Errors
    /// When it has none, or who asks may not see it.
    pub fn secret(&self, app: &App) -> Result<SecretString, DsmError> {
        let path = format!("{PATH}/{}/credential", app.id);
        let held: Held = about(Noun::App, self.http.ask(Call::get(&path)))?;
        let none = || DsmError::NoApiKey(app.method().to_owned());
        held.credential.secret.ok_or_else(none)
    }

    /// The app's API key as DSM shows it: base64 of its UUID, a colon and its secret.
    ///
    /// # Errors
    /// As of [`secret`](Self::secret).
    pub fn api_key(&self, app: &App) -> Result<SecretString, DsmError> {
        let secret = self.secret(app)?;
        let both = Zeroizing::new(format!("{}:{}", app.id, secret.expose_secret()));
        Ok(STANDARD.encode(both.as_bytes()).into())
    }

    /// Reads a certificate in PEM, and checks that it names the app. Returns it in DER.
    ///
    /// # Errors
    /// When the text is none, or its common name is not the app's UUID.
    pub fn read_certificate(app: &App, pem: &str) -> Result<Vec<u8>, DsmError> {
        let none = || DsmError::NoCertificate;
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| none())?;
        let facts = CertificateFacts::of(&der).ok_or_else(none)?;
        match facts.common_name {
            Some(found) if found != app.id => Err(DsmError::WrongCommonName {
                found: foreign::line(found.as_bytes()),
                uuid: app.id.clone(),
            }),
            Some(_) => Ok(der.to_vec()),
            None => Err(DsmError::WrongCommonName {
                found: "missing".to_owned(),
                uuid: app.id.clone(),
            }),
        }
    }

    /// From now on the app proves who it is by that certificate, in DER; its API key no longer works.
    ///
    /// # Errors
    /// When the certificate is refused, or who asks may not.
    pub fn set_certificate(&self, app: &App, der: &[u8]) -> Result<App, DsmError> {
        let path = format!("{PATH}/{}", app.id);
        let body = json!({ "credential": { "certificate": STANDARD.encode(der) } });
        let call = Call::new(Method::PATCH, &path, Some(body));
        about(Noun::App, self.http.ask(call))
    }

    /// Deletes an app; its keys stay.
    ///
    /// # Errors
    /// When who asks may not.
    pub fn delete_app(&self, app: &App) -> Result<(), DsmError> {
        let path = format!("{PATH}/{}", app.id);
        let deleted = self.http.tell(Call::new(Method::DELETE, &path, None));
        about(Noun::App, deleted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(groups: &str) -> App {
        let text = format!(
            r#"{{"app_id":"1","name":"a","default_group":"g2","groups":{groups},"auth_type":null}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn groups_come_as_a_list_or_with_permissions() {
        assert_eq!(app(r#"["g1","g2","g3"]"#).groups(), ["g2", "g1", "g3"]);
        assert_eq!(app(r#"{"g1":["SIGN"],"g2":[]}"#).groups(), ["g2", "g1"]);
        assert!(app("null").groups().is_empty());
        assert_eq!(app("[]").method(), "API Key");
    }
}
