//! Why a request is not done, as a page says it.

use axum::http::StatusCode;
use pure_core::ErrorKind;

/// Why a request is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// The status.
    pub(super) status: StatusCode,
    /// The reason in sentences.
    pub(super) message: String,
}

impl Refused {
    /// Of that status.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, message }
    }

    /// What was typed into a field does not fit.
    pub(super) fn field(label: &str, reason: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("{label}: {reason}"))
    }

    /// Another site has the browser ask for it, or the page is older than the session.
    pub(super) fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "The form was not sent from a page of this session. Nothing was changed. Open the page again.",
        )
    }

    /// The user's role does not allow it.
    pub(super) fn role() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "The role of the user does not allow this operation.",
        )
    }

    /// There is no such page.
    pub(super) fn nothing_there() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such page.")
    }

    /// The server failed.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The request failed inside the array.",
        )
    }
}

impl From<pure_core::Error> for Refused {
    /// In the words of the commands.
    fn from(error: pure_core::Error) -> Self {
        let status = match error.kind() {
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Exists | ErrorKind::InUse | ErrorKind::Locked => StatusCode::CONFLICT,
            // What is typed to log in is wrong, or what is asked for is not done at all.
            ErrorKind::Refused => StatusCode::FORBIDDEN,
            ErrorKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Damaged | ErrorKind::Storage => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let message = match error.subject() {
            Some(subject) => format!("Error on {subject}: {error}"),
            None => error.to_string(),
        };
        Self::new(status, message)
    }
}
