//! Telling a page that what it shows has changed.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
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

use super::place::EVENTS;
use super::site::Site;
use super::token_seen::TokenSeen;

/// How often is looked.
const OFTEN: Duration = Duration::from_secs(2);

/// What a page shows, in short: it differs when that does.
///
/// A page that is made notes it first, and its stream begins from there: what changes between the page and
/// its stream, or while the stream is broken, is told too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    bench: String,
    /// How the token is, on pages that ask it.
    token: Option<String>,
}

impl Snapshot {
    /// As it is now, but for the token.
    pub(super) fn take(site: &Site) -> Self {
        let found = || -> pure_core::Result<String> {
            let bench = Bench::open(&site.door.context_by(None, "console"))?;
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
        Self {
            bench: found().unwrap_or_else(|error| error.to_string()),
            token: None,
        }
    }

    /// On a page that asks the token, which is like that.
    pub(super) fn with_token(self, seen: &TokenSeen) -> Self {
        let reason = seen.reason.as_deref().unwrap_or_default();
        let token = Some(format!("{} {reason}", seen.condition));
        Self { token, ..self }
    }

    /// The path of the events that come after it.
    pub(super) fn path(&self) -> String {
        let token = if self.token.is_some() {
            "&token=yes"
        } else {
            ""
        };
        format!("{EVENTS}?since={}{token}", self.id())
    }

    /// The same when nothing has changed; it says nothing of what it is made from.
    fn id(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.bench, &self.token).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// What a page was told last.
struct Told {
    site: Arc<Site>,
    session: String,
    /// Whether the token is asked too.
    with_token: bool,
    /// The snapshot's identifier then.
    was: String,
    is_over: bool,
}

/// Tells of each change until the session ends, or the server does (`text/event-stream` of the HTML
/// standard).
pub(super) async fn stream(State(site): State<Arc<Site>>, request: Request) -> Response {
    let session = site.cookie.of(request.headers()).map(str::to_owned);
    let Some(session) = session.filter(|session| site.sessions.look(session).is_some()) else {
        return with_headers(StatusCode::UNAUTHORIZED.into_response());
    };
    let told = Told {
        site,
        session,
        with_token: parameter(&request, "token").is_some(),
        was: last_told(&request),
        is_over: false,
    };
    let events = Sse::new(stream::unfold(told, next)).keep_alive(KeepAlive::default());
    with_headers(events.into_response())
}

/// The identifier of what the page knows: of the last event, when the stream was broken, or of the page.
fn last_told(request: &Request) -> String {
    let last = request.headers().get("last-event-id");
    let last = last.and_then(|id| id.to_str().ok()).map(str::to_owned);
    last.or_else(|| parameter(request, "since"))
        .unwrap_or_default()
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
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
        let now = tokio::task::spawn_blocking(move || look(&site, with_token))
            .await
            .unwrap_or_default()
            .id();
        if told.was != now {
            let event = Event::default().event("changed").id(&now).data("array");
            told.was = now;
            return Some((Ok(event), told));
        }
        tokio::select! {
            () = sleep(OFTEN) => {}
            _ = ending.changed() => return None,
        }
    }
}

/// As it is now; the token is asked when that is wanted.
fn look(site: &Site, with_token: bool) -> Snapshot {
    let snapshot = Snapshot::take(site);
    if !with_token {
        return snapshot;
    }
    let purity = Purity::open(&site.door.context_by(None, "console"));
    match purity.and_then(|purity| site.token.look(&purity)) {
        Ok((_, seen)) => snapshot.with_token(&seen),
        Err(_) => snapshot,
    }
}
