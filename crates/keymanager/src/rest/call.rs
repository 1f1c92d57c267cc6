//! A request as it came in, and who asks.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, Uri};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pure_https::Asked;
use zeroize::Zeroizing;

use super::body::Body;
use super::refusal::Refusal;
use crate::model::{Actor, Caller, KeyManager, Who};

/// The name of this door in the log.
const DOOR: &str = "REST";

/// A request as it came in.
pub(super) struct Call {
    /// The key manager, for somebody who is not known yet.
    pub(super) manager: KeyManager,
    pub(super) address: IpAddr,
    /// The certificate that was shown in the handshake, in DER.
    pub(super) certificate: Option<Arc<[u8]>>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Bytes,
}

/// How somebody says who it is.
pub(super) enum Credential {
    /// By a name and a password: of a user, or of an app its UUID and its secret.
    Basic {
        name: String,
        secret: Zeroizing<String>,
    },
    /// By the token of a session.
    Bearer(Zeroizing<String>),
    /// Not in the request.
    None,
}

impl Call {
    pub(super) fn new(manager: &KeyManager, asked: Asked) -> Self {
        let nobody = Actor {
            who: Who::Nobody,
            door: DOOR,
            client: Some(asked.peer.address),
        };
        Self {
            manager: manager.by(nobody),
            address: asked.peer.address,
            certificate: asked.peer.certificate,
            method: asked.method,
            uri: asked.uri,
            headers: asked.headers,
            bytes: asked.body,
        }
    }

    /// The path in its parts; clients double slashes, and end in one.
    pub(super) fn path(&self) -> Vec<&str> {
        let parts = self.uri.path().split('/');
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// The parameter of that name in the query, unless it is empty. Clients do not encode what they put
    /// there, and end in a bare question mark.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query = self.uri.query().unwrap_or_default();
        let mut all = form_urlencoded::parse(query.as_bytes());
        let found = all.find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    }

    /// Whether the parameter of that name is `true`.
    pub(super) fn is_asked(&self, name: &str) -> bool {
        self.query(name).is_some_and(|value| value == "true")
    }

    /// The number that the parameter of that name has.
    pub(super) fn count(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let wrong = |_| Refusal::invalid(format!("{name} has no valid value."));
        self.query(name)
            .map(|text| text.parse().map_err(wrong))
            .transpose()
    }

    pub(super) fn body(&self) -> Result<Body, Refusal> {
        Body::read(&self.bytes)
    }

    /// How whoever asks says who it is.
    pub(super) fn credential(&self) -> Credential {
        credential(&self.headers)
    }

    /// Who asks.
    pub(super) fn caller(&self) -> Result<Caller, Refusal> {
        let certificate = self.certificate.as_deref();
        match self.credential() {
            Credential::Bearer(token) => Ok(self.manager.caller(&token, certificate)?),
            Credential::Basic { name, secret } => {
                let app = self.manager.app_by_proof(&name, &secret, certificate)?;
                Ok(self.manager.caller_of(app)?)
            }
            Credential::None => Err(Refusal::unknown()),
        }
    }

    /// The key manager for what the caller does.
    pub(super) fn manager_of(&self, caller: &Caller) -> KeyManager {
        self.manager.for_caller(caller, DOOR, Some(self.address))
    }
}

/// How whoever asks says who it is.
pub(super) fn credential(headers: &HeaderMap) -> Credential {
    let value = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    let Some((scheme, rest)) = value.and_then(|it| it.trim().split_once(' ')) else {
        return Credential::None;
    };
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("Bearer") {
        return Credential::Bearer(Zeroizing::new(rest.to_owned()));
    }
    let basic = scheme.eq_ignore_ascii_case("Basic").then(|| {
        let decoded = Zeroizing::new(STANDARD.decode(rest).ok()?);
        let text = std::str::from_utf8(&decoded).ok()?;
        let (name, secret) = text.split_once(':')?;
        Some(Credential::Basic {
            name: name.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
        })
    });
    basic.flatten().unwrap_or(Credential::None)
}
