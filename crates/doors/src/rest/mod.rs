//! The REST API: what comes in over HTTP becomes a call, and what comes of it an answer.
//!
//! The versions are folders: `one` is REST 1.0 to 1.19, `two` is REST 2. Each has a table of what can be
//! asked for.

mod call;
mod credential;
mod filter;
mod item;
mod list;
mod oauth;
mod one;
mod query;
mod reading;
mod refusal;
mod reply;
mod two;

pub use reading::read_target;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use pure_https::{Asked, Peer};
use serde_json::json;
use tokio::time::sleep;
use tower_http::timeout::TimeoutLayer;

use crate::door::Door;
use crate::version::RestVersion;
use call::Call;
use credential::Credential;
use query::Query;
use refusal::Refusal;
use reply::Reply;

/// How long an answer may take: longer than the test of a key manager that does not respond.
const ANSWER_TIME: Duration = Duration::from_secs(300);

/// What is echoed, so that clients find an answer to their request in a log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What can be asked for: who may, and what does it.
#[derive(Clone, Copy)]
struct Action {
    /// Whether it takes an array administrator.
    changes: bool,
    work: fn(&Call<'_>) -> Result<Reply, Refusal>,
}

/// The REST API of the array at that door.
pub(crate) fn router(door: Arc<Door>) -> Router {
    Router::new()
        .route("/api/api_version", get(versions))
        .fallback(answer)
        .with_state(door)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ANSWER_TIME,
        ))
        .layer(middleware::from_fn(echo))
}

/// The versions that are served, the newest last.
async fn versions(State(door): State<Arc<Door>>) -> Json<serde_json::Value> {
    let versions = RestVersion::up_to(door.newest).map(|version| version.to_string());
    Json(json!({ "version": versions.collect::<Vec<_>>() }))
}

/// Answers with the identifier that the request came with.
async fn echo(request: Request, next: Next) -> Response {
    let id: Option<HeaderValue> = request.headers().get(REQUEST_ID).cloned();
    let mut response = next.run(request).await;
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

async fn answer(
    State(door): State<Arc<Door>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let dialect = Dialect::of(request.uri().path());
    let asked = match Asked::read(peer, request).await {
        Ok(asked) => asked,
        Err(reason) => {
            let refusal = Refusal::new(reason.status(), "", reason.to_string());
            return refused(&refusal, dialect);
        }
    };
    if is_log_in(asked.uri.path()) {
        sleep(door.sessions.delay(asked.peer.address)).await;
    }
    let at = Arc::clone(&door);
    let turn = match takes_password(asked.uri.path()) {
        true => at.passwords.acquire().await.ok(),
        false => None,
    };
    // Core waits for files and for key managers; a panic in it ends this request and no other.
    let done = tokio::task::spawn_blocking(move || handle(&door, &asked));
    let done = done.await;
    drop(turn);
    match done {
        Ok(Ok(reply)) => reply.into_response(),
        Ok(Err(refusal)) => refused(&refusal, dialect),
        Err(_) => refused(&Refusal::internal(), dialect),
    }
}

/// How errors are said.
#[derive(Clone, Copy)]
enum Dialect {
    One,
    Two,
    OAuth,
}

impl Dialect {
    fn of(path: &str) -> Self {
        if path == oauth::PATH {
            Self::OAuth
        } else if path.starts_with("/api/1.") {
            Self::One
        } else {
            Self::Two
        }
    }
}

fn refused(refusal: &Refusal, dialect: Dialect) -> Response {
    let body = match dialect {
        Dialect::One => refusal.one(),
        Dialect::Two => refusal.two(),
        Dialect::OAuth => refusal.oauth(),
    };
    (refusal.status, Json(body)).into_response()
}

fn is_log_in(path: &str) -> bool {
    path == oauth::PATH
        || path.ends_with("/login")
        || path.ends_with("/auth/session")
        || path.ends_with("/auth/apitoken")
}

/// Whether a password comes with it.
fn takes_password(path: &str) -> bool {
    path.ends_with("/auth/apitoken")
}

fn handle(door: &Door, asked: &Asked) -> Result<Reply, Refusal> {
    if asked.uri.path() == oauth::PATH {
        return oauth::exchange(door, asked.peer.address, &asked.method, &asked.body);
    }
    let path = asked.uri.path().strip_prefix("/api/");
    let (version, path) = path
        .and_then(|path| path.split_once('/'))
        .ok_or_else(Refusal::nothing_there)?;
    let version = RestVersion::of_path(version, door.newest).ok_or_else(Refusal::nothing_there)?;
    let path = path.trim_end_matches('/');
    if version.major == 1 {
        handle_one(door, asked, version, path)
    } else {
        handle_two(door, asked, version, path)
    }
}

fn handle_two(
    door: &Door,
    asked: &Asked,
    version: RestVersion,
    path: &str,
) -> Result<Reply, Refusal> {
    let text = |name: &HeaderName| {
        asked
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if path == "login" {
        if asked.method != Method::POST {
            return Err(Refusal::method());
        }
        let token = text(&HeaderName::from_static("api-token")).unwrap_or_default();
        let (user, session) = two::log_in(door, asked.peer.address, token)?;
        let items = json!({ "items": [{ "username": user.name.as_str() }] });
        return Ok(Reply::of(items).with_token(session));
    }
    let credential = Credential::of_headers(&asked.headers)?;
    let (user, opened) = credential.user(door)?;
    let action = two::action(version, path, &asked.method)?;
    let call = Call {
        door,
        user,
        credential,
        version,
        method: asked.method.clone(),
        object: None,
        query: Query::read(asked.uri.query().unwrap_or_default())?,
        body: &asked.body,
        opened: RefCell::new(opened),
    };
    act(action, &call)
}

fn handle_one(
    door: &Door,
    asked: &Asked,
    version: RestVersion,
    path: &str,
) -> Result<Reply, Refusal> {
    if let Some(reply) = one::log_in(door, asked.peer.address, &asked.method, path, &asked.body)? {
        return Ok(reply);
    }
    let credential = Credential::of_cookie(&asked.headers)?;
    let (user, opened) = credential.user(door)?;
    let (action, object) = one::action(path, &asked.method)?;
    let call = Call {
        door,
        user,
        credential,
        version,
        method: asked.method.clone(),
        object,
        query: Query::read(asked.uri.query().unwrap_or_default())?,
        body: &asked.body,
        opened: RefCell::new(opened),
    };
    // The client forgets its cookie when an answer comes without.
    let Credential::Session(session) = credential else {
        return act(action, &call);
    };
    Ok(act(action, &call)?.with_cookie(session))
}

fn act(action: Action, call: &Call<'_>) -> Result<Reply, Refusal> {
    if action.changes {
        call.require_administrator()?;
    }
    (action.work)(call)
}

#[cfg(test)]
mod tests;
