//! Telling a page that what it shows has changed.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pure_core::{Bench, Purity};
use pure_pages::{StateId, parameter, tell_changes, with_headers};

use super::place::EVENTS;
use super::site::Site;
use super::token_seen::TokenSeen;

/// What a page shows, in short: it differs when that does.
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
        format!("{}{token}", self.id().path(EVENTS))
    }

    fn id(&self) -> StateId {
        StateId::of(&(&self.bench, &self.token))
    }
}

/// Tells of each change until the session ends, or the server does.
pub(super) async fn stream(State(site): State<Arc<Site>>, request: Request) -> Response {
    let session = site.cookie.of(request.headers()).map(str::to_owned);
    let Some(session) = session.filter(|session| site.sessions.look(session).is_some()) else {
        return with_headers(StatusCode::UNAUTHORIZED.into_response());
    };
    let with_token = parameter(&request, "token").is_some();
    let (known, ending) = (StateId::known(&request), site.ending.clone());
    let look = move || {
        site.sessions.look(&session)?;
        Some(look(&site, with_token).id())
    };
    tell_changes(Arc::new(look), known, Some(ending))
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
