//! The status of an error, for the REST API and the pages.

use axum::http::StatusCode;

use crate::model::KeyManagerError as E;

/// The status (RFC 9110, section 15) of an answer to a request that failed so. Where the key manager itself
/// failed, it is written to its log, and whoever asked is not told why.
pub(crate) fn status(error: &E) -> StatusCode {
    match error {
        E::Missing(_) | E::None(_) => StatusCode::NOT_FOUND,
        E::Exists(_) => StatusCode::CONFLICT,
        E::WrongPassword | E::SessionOver => StatusCode::UNAUTHORIZED,
        E::Denied(_) => StatusCode::FORBIDDEN,
        E::Store(_) | E::Authority(_) | E::Listen { .. } => {
            tracing::error!("{error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        _ => StatusCode::BAD_REQUEST,
    }
}
