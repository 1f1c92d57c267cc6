//! Telling a page that what it shows has changed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use pure_core::{Bench, Purity};
use pure_pages::with_headers;
use tokio::time::sleep;

use super::site::Site;

/// How often is looked.
const OFTEN: Duration = Duration::from_secs(2);

/// What a page was told last.
struct Told {
    site: Arc<Site>,
    session: String,
    /// Whether the token is asked too.
    with_token: bool,
    /// What was so then.
    was: Option<String>,
    is_over: bool,
}

/// Tells of each change until the session ends, or the server does (`text/event-stream` of the HTML
/// standard).
pub(super) async fn stream(State(site): State<Arc<Site>>, request: Request) -> Response {
    let session = site.cookie.of(request.headers()).map(str::to_owned);
    let Some(session) = session.filter(|session| site.sessions.look(session).is_some()) else {
        return with_headers(StatusCode::UNAUTHORIZED.into_response());
    };
    let with_token = request
        .uri()
        .query()
        .is_some_and(|query| query.contains("token"));
    let told = Told {
        site,
        session,
        with_token,
        was: None,
        is_over: false,
    };
    let events = Sse::new(stream::unfold(told, next)).keep_alive(KeepAlive::default());
    with_headers(events.into_response())
}

/// The next event, after something has changed.
async fn next(mut told: Told) -> Option<(Result<Event, Infallible>, Told)> {
    if told.is_over {
        return None;
    }
    let mut ending = told.site.ending.clone();
    loop {
        if *ending.borrow() {
            return None;
        }
        if told.site.sessions.look(&told.session).is_none() {
            told.is_over = true;
            return Some((Ok(Event::default().event("end").data("session")), told));
        }
        let (site, with_token) = (Arc::clone(&told.site), told.with_token);
        let now = tokio::task::spawn_blocking(move || state(&site, with_token))
            .await
            .ok();
        if told.was.is_some() && told.was != now {
            told.was = now;
            return Some((Ok(Event::default().event("changed").data("array")), told));
        }
        told.was = now;
        tokio::select! {
            () = sleep(OFTEN) => {}
            _ = ending.changed() => return None,
        }
    }
}

/// What pages show, in short: it differs when they do.
fn state(site: &Site, with_token: bool) -> String {
    let context = site.door.context_by(None, "console");
    let found = || -> pure_core::Result<String> {
        let bench = Bench::open(&context)?;
        let power = bench.power()?;
        let drives = bench.drives()?;
        let drives = drives
            .iter()
            .map(|drive| drive.status.as_str())
            .collect::<String>();
        let lines = bench.log_length()?;
        Ok(format!(
            "{} {} {drives} {lines}",
            power.status.state.as_str(),
            power.status.generation.number()
        ))
    };
    let mut state = found().unwrap_or_else(|error| error.to_string());
    if with_token
        && let Ok(purity) = Purity::open(&context)
        && let Ok((_, seen)) = site.token.look(&purity)
    {
        state.push_str(seen.condition);
        state.push_str(seen.reason.as_deref().unwrap_or_default());
    }
    state
}
