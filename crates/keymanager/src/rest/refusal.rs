//! Why a request is not done, as DSM says it: a status and plain text.

use std::fmt;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::model::KeyManagerError;
use crate::status::status;

/// Why a request is not done. A mistake of a client is never 429 or 5xx: clients repeat those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    text: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
        }
    }

    /// Something in the request is wrong.
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// There is nothing at that path.
    pub(super) fn nothing_there() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing at this path.")
    }

    /// Whoever asks has not said who it is.
    pub(super) fn unknown() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Authentication is required.")
    }

    /// The key manager itself failed.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The key manager failed.")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<KeyManagerError> for Refusal {
    fn from(error: KeyManagerError) -> Self {
        use KeyManagerError as E;
        let status = status(&error);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::internal();
        }
        // As the vendor's own tests read it.
        let text = match error {
            E::Missing("sobject") => "sobject does not exist".to_owned(),
            error => error.to_string(),
        };
        Self::new(status, text)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let head = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
        (self.status, head, self.text).into_response()
    }
}
