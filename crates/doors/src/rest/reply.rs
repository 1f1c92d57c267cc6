//! What a request is answered with when it is done.

use axum::Json;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// The header that carries the token of a session.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// What a request is answered with.
#[derive(Debug, Default)]
pub(super) struct Reply {
    body: Option<Value>,
    /// The token of a session that began.
    token: Option<String>,
    /// The cookie of a session.
    cookie: Option<String>,
}

impl Reply {
    /// Nothing but that it is done.
    pub(super) fn empty() -> Self {
        Self::default()
    }

    /// That.
    pub(super) fn of(body: Value) -> Self {
        Self {
            body: Some(body),
            ..Self::default()
        }
    }

    /// With the token of a session that began.
    pub(super) fn with_token(mut self, token: String) -> Self {
        self.token = Some(token);
        self
    }

    /// With the cookie of a session: REST 1 sends it with every answer.
    pub(super) fn with_cookie(mut self, session: &str) -> Self {
        self.cookie = Some(format!(
            "session={session}; Path=/; Secure; HttpOnly; SameSite=Strict"
        ));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Some(body) => Json(body).into_response(),
            None => StatusCode::OK.into_response(),
        };
        let headers = [(TOKEN, self.token), (SET_COOKIE, self.cookie)];
        for (name, value) in headers {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
