//! Why a request is not done, as the REST API says it.

use axum::http::StatusCode;
use pure_core::ErrorKind;
use serde_json::{Value, json};

/// Why a request is not done.
///
/// Clients repeat what is answered by 429 and 503: no mistake of theirs is answered so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: StatusCode,
    /// What it is about, as the name of an object.
    context: String,
    message: String,
}

impl Refusal {
    /// Of that status, about `context`.
    pub(super) fn new(
        status: StatusCode,
        context: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            context: context.into(),
            message: message.into(),
        }
    }

    /// Something in the request about `context` is wrong.
    pub(super) fn invalid(context: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, context, message)
    }

    /// A parameter is missing, or does not fit.
    pub(super) fn parameter(context: impl Into<String>) -> Self {
        Self::invalid(context, "Missing or invalid parameter.")
    }

    /// Parameters do not fit each other.
    pub(super) fn combination(context: impl Into<String>) -> Self {
        Self::invalid(context, "Invalid combination of parameters specified.")
    }

    /// Nobody has logged in, or not any more.
    pub(super) fn session() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "", "Invalid session.")
    }

    /// The user's role does not allow it.
    pub(super) fn role() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "",
            "The role of the user does not allow this operation.",
        )
    }

    /// There is nothing at that path, in that version.
    pub(super) fn nothing_there() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "",
            "The requested URL was not found.",
        )
    }

    /// Something else can be done there.
    pub(super) fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "",
            "The method is not allowed for the requested URL.",
        )
    }

    /// The server failed.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "",
            "The request failed inside the array.",
        )
    }

    /// As REST 2 says it. Clients read 403 from `message`, everything else from `errors`.
    pub(super) fn two(&self) -> Value {
        let errors = json!([{ "context": self.context, "message": self.message }]);
        if self.status == StatusCode::FORBIDDEN {
            json!({ "message": self.message, "errors": errors })
        } else {
            json!({ "errors": errors })
        }
    }

    /// As OAuth 2.0 says it (RFC 6749 section 5.2).
    pub(super) fn oauth(&self) -> Value {
        let error = match self.status {
            StatusCode::UNAUTHORIZED => "invalid_client",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request",
        };
        json!({ "error": error, "error_description": self.message })
    }

    /// As REST 1 says it: a list.
    pub(super) fn one(&self) -> Value {
        json!([{ "ctx": self.context, "msg": self.message, "pure_err_code": null }])
    }
}

impl From<pure_core::Error> for Refusal {
    fn from(error: pure_core::Error) -> Self {
        let status = match error.kind() {
            // Nothing was done, and it can be done a moment later.
            ErrorKind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Damaged | ErrorKind::Storage => StatusCode::INTERNAL_SERVER_ERROR,
            // Also of an array that is locked: repeating the request does not unlock it.
            _ => StatusCode::BAD_REQUEST,
        };
        let context = error.subject().map(ToString::to_string).unwrap_or_default();
        Self::new(status, context, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_read_a_403_from_its_message() {
        assert!(Refusal::role().two()["message"].is_string());
        let session = Refusal::session().two();
        assert_eq!(session["errors"][0]["message"], "Invalid session.");
        assert_eq!(Refusal::parameter("a").one()[0]["ctx"], "a");
    }
}
