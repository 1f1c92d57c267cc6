//! Why a request is not done, as a page says it.

use std::fmt::Display;

use axum::http::StatusCode;

use crate::model::KeyManagerError;
use crate::status::status;

/// Why a request is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// The status.
    pub(super) status: StatusCode,
    /// The reason in sentences.
    pub(super) message: String,
}

impl Refused {
    pub(super) fn new(status: StatusCode, message: impl Display) -> Self {
        let message = message.to_string();
        Self { status, message }
    }

    /// What was typed into a field does not fit.
    pub(super) fn field(label: &str, reason: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format_args!("{label}: {reason}"))
    }

    /// Another site has the browser ask for it, or the page is older than the session.
    pub(super) fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "The form was not sent from a page of this session. Nothing was changed. Open the page again.",
        )
    }

    pub(super) fn nothing_there() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such page.")
    }

    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "The key manager failed.")
    }
}

impl From<KeyManagerError> for Refused {
    fn from(error: KeyManagerError) -> Self {
        use KeyManagerError as E;
        let status = status(&error);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::internal();
        }
        let text = match error {
            E::Missing("sobject") => "The security object does not exist.".to_owned(),
            E::Exists("sobject") => "A security object of that name exists.".to_owned(),
            error => error.to_string(),
        };
        Self::new(status, text)
    }
}
