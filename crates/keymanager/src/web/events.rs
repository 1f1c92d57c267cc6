//! Telling a page that what it shows has changed.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pure_pages::{StateId, tell_changes, with_headers};

use super::site::Site;
use crate::model::{KeyManager, KeyManagerError};

/// Where the events are.
pub(super) const EVENTS: &str = "/events";

/// A key becomes Active and Deactivated by its dates, of which nobody writes anything down: after so many seconds
/// a page is looked through for them.
const DATES: i64 = 60;

/// What pages show, in short: whatever is done is in the audit log.
pub(super) fn state(manager: &KeyManager) -> Result<StateId, KeyManagerError> {
    let newest = manager.newest_event()?;
    Ok(StateId::of(&(newest, manager.now().div_euclid(DATES))))
}

/// Tells of each change until the session ends.
pub(super) async fn stream(State(site): State<Arc<Site>>, request: Request) -> Response {
    let session = site.cookie.of(request.headers()).map(str::to_owned);
    let Some(session) = session else {
        return with_headers(StatusCode::UNAUTHORIZED.into_response());
    };
    let (at, own) = (Arc::clone(&site), session.clone());
    let is_open = tokio::task::spawn_blocking(move || at.manager.looking(&own).is_ok()).await;
    if !is_open.unwrap_or(false) {
        return with_headers(StatusCode::UNAUTHORIZED.into_response());
    }
    let look = move || {
        site.manager.looking(&session).ok()?;
        state(&site.manager).ok()
    };
    tell_changes(Arc::new(look), StateId::known(&request), None)
}
