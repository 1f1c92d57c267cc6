//! A log-in: who asks, and in which account.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::error::DsmError;
use crate::foreign;
use crate::http::{Call, Http, Settings};

/// How long a log-out may take: whoever waits for it is done already.
const LOG_OUT_TIME: Duration = Duration::from_secs(2);

/// What somebody proves with who it is.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A user.
    User {
        /// The address.
        email: String,
        /// The password.
        password: SecretString,
    },
    /// An app, by its API key as DSM shows it.
    App(SecretString),
}

/// A text is not the API key of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is no API key: one is the base64 of an app's UUID, a colon and a secret.")]
pub struct InvalidApiKey;

/// Who has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The user of that address.
    User(String),
    /// The app of that UUID.
    App(String),
}

/// A session at a DSM. When it is dropped it is ended.
#[derive(Debug)]
pub struct Session {
    pub(crate) http: Http,
    who: Who,
}

/// What a log-in is answered by.
#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default)]
    entity_id: String,
}

/// What a DSM says of itself.
#[derive(Deserialize)]
struct Version {
    version: String,
}

impl Credential {
    /// An app's API key.
    ///
    /// # Errors
    /// When the text is none.
    pub fn api_key(text: SecretString) -> Result<Self, InvalidApiKey> {
        let trimmed = SecretString::from(text.expose_secret().trim().to_owned());
        let bytes = STANDARD.decode(trimmed.expose_secret());
        let bytes = Zeroizing::new(bytes.map_err(|_| InvalidApiKey)?);
        match std::str::from_utf8(&bytes)
            .ok()
            .and_then(|it| it.split_once(':'))
        {
            Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(Self::App(trimmed)),
            _ => Err(InvalidApiKey),
        }
    }

    /// The value of the header that it is sent in.
    fn header(&self) -> Zeroizing<String> {
        let encoded = match self {
            Self::User { email, password } => {
                let both = Zeroizing::new(format!("{email}:{}", password.expose_secret()));
                Zeroizing::new(STANDARD.encode(both.as_bytes()))
            }
            Self::App(key) => Zeroizing::new(key.expose_secret().to_owned()),
        };
        Zeroizing::new(format!("Basic {}", encoded.as_str()))
    }
}

impl Session {
    /// Logs in.
    ///
    /// # Errors
    /// When nobody is there, it is not trusted, or the credential is not accepted.
    pub fn begin(settings: &Settings, credential: &Credential) -> Result<Self, DsmError> {
        let mut http = Http::new(settings)?;
        http.authorize(&credential.header())?;
        let granted: Granted = http.ask(Call::post("/sys/v1/session/auth", json!({})))?;
        let token = Zeroizing::new(format!("Bearer {}", granted.access_token.expose_secret()));
        http.authorize(&token)?;
        let who = match credential {
            Credential::User { email, .. } => Who::User(email.clone()),
            Credential::App(_) => Who::App(foreign::line(granted.entity_id.as_bytes())),
        };
        Ok(Self { http, who })
    }

    /// Who has logged in.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The version that the DSM says it has.
    ///
    /// # Errors
    /// When it does not say it.
    pub fn version(&self) -> Result<String, DsmError> {
        let version: Version = self.http.ask(Call::get("/sys/v1/version"))?;
        Ok(foreign::line(version.version.as_bytes()))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let end = Call::post("/sys/v1/session/terminate", json!({}));
        self.http.tell_in(end, LOG_OUT_TIME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api_key(text: &str) -> Result<Credential, InvalidApiKey> {
        Credential::api_key(SecretString::from(text.to_owned()))
    }

    #[test]
    fn an_api_key_is_sent_as_it_is() {
        let text = STANDARD.encode("uuid:secret");
        let credential = api_key(&format!(" {text}\n")).unwrap();
        assert_eq!(*credential.header(), format!("Basic {text}"));
        assert!(!format!("{credential:?}").contains(&text));
        for text in ["", "uuid:secret", "aGVsbG8=", "Og==", "OnNlY3JldA=="] {
            assert_eq!(api_key(text).unwrap_err(), InvalidApiKey, "{text}");
        }
    }

    #[test]
    fn a_user_is_sent_in_base64() {
        let credential = Credential::User {
            email: "anna@example.com".to_owned(),
            password: SecretString::from("correct:horse"),
        };
        let header = credential.header();
        let sent = header.strip_prefix("Basic ").unwrap();
        let sent = String::from_utf8(STANDARD.decode(sent).unwrap()).unwrap();
        assert_eq!(sent, "anna@example.com:correct:horse");
        assert!(!format!("{credential:?}").contains("horse"));
    }
}
