//! What is answered: JSON without fields that are absent, or nothing.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

/// What is answered.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: Option<Value>,
}

impl Reply {
    /// Something that was asked for.
    pub(super) fn of(body: impl Into<Value>) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body.into()),
        }
    }

    /// Something that was made.
    pub(super) fn made(body: impl Into<Value>) -> Self {
        Self {
            status: StatusCode::CREATED,
            body: Some(body.into()),
        }
    }

    /// It is done, and there is nothing to say: exactly 204 and not a byte.
    pub(super) fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self.body {
            None => self.status.into_response(),
            Some(body) => {
                let head = [(CONTENT_TYPE, "application/json")];
                (self.status, head, body.to_string()).into_response()
            }
        }
    }
}

/// An object in the making: what is absent is left out, since some clients break at `null`.
#[derive(Debug, Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}
