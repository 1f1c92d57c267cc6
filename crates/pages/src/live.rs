//! Telling a page that what it shows has changed (`text/event-stream` of the HTML standard).
//!
//! A page that is made notes the state of what it shows first, and its stream begins from there: what changes
//! between the page and its stream, or while the stream is broken, is told too.

use std::convert::Infallible;
use std::future::pending;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::headers::with_headers;

/// How often is looked.
const OFTEN: Duration = Duration::from_secs(2);

/// The identifier of a state: the same when nothing has changed; it says nothing of what it is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateId(String);

/// Looks how it is now; `None` when the session is over. It may take its time.
pub type Look = Arc<dyn Fn() -> Option<StateId> + Send + Sync>;

impl StateId {
    /// Of that state.
    pub fn of(state: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        state.hash(&mut hasher);
        Self(format!("{:016x}", hasher.finish()))
    }

    /// What the page knows that asks for events: by the last event, when the stream was broken, or by the page.
    pub fn known(request: &Request) -> Self {
        let last = request.headers().get("last-event-id");
        let last = last.and_then(|id| id.to_str().ok()).map(str::to_owned);
        let since = || parameter(request, "since");
        Self(last.or_else(since).unwrap_or_default())
    }

    /// The path of the events at `events` that come after it.
    pub fn path(&self, events: &str) -> String {
        format!("{events}?since={}", self.0)
    }
}

/// The parameter of that name in the query.
pub fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// What a page was told last.
struct Told {
    look: Look,
    was: StateId,
    ending: Option<watch::Receiver<bool>>,
    is_over: bool,
}

/// Tells of each change from `known` on until the session is over, or the server ends, when `ending` says so.
pub fn tell_changes(look: Look, known: StateId, ending: Option<watch::Receiver<bool>>) -> Response {
    let told = Told {
        look,
        was: known,
        ending,
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
    loop {
        if told.ending.as_ref().is_some_and(|ending| *ending.borrow()) {
            return None;
        }
        let look = Arc::clone(&told.look);
        match tokio::task::spawn_blocking(move || look()).await {
            Ok(Some(now)) if now == told.was => {}
            Ok(Some(now)) => {
                let event = Event::default().event("changed").id(&now.0).data("state");
                told.was = now;
                return Some((Ok(event), told));
            }
            // Over, or it cannot be said how it is: the page is loaded again, and finds out.
            _ => {
                told.is_over = true;
                return Some((Ok(Event::default().event("end").data("session")), told));
            }
        }
        let ended = async {
            match &mut told.ending {
                Some(ending) => drop(ending.changed().await),
                None => pending().await,
            }
        };
        tokio::select! {
            () = sleep(OFTEN) => {}
            () = ended => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn the_last_event_counts_before_the_page() {
        let request = |last: Option<&str>| {
            let mut request = Request::builder().uri("/events?since=a&token=yes");
            if let Some(last) = last {
                request = request.header("Last-Event-ID", last);
            }
            request.body(Body::empty()).unwrap()
        };
        assert_eq!(StateId::known(&request(None)), StateId("a".to_owned()));
        assert_eq!(StateId::known(&request(Some("b"))), StateId("b".to_owned()));
        assert_eq!(parameter(&request(None), "token").as_deref(), Some("yes"));
        let id = StateId::of(&("a", 1));
        assert_eq!(id, StateId::of(&("a", 1)));
        assert_ne!(id, StateId::of(&("a", 2)));
        assert_eq!(id.path("/events"), format!("/events?since={}", id.0));
    }
}
