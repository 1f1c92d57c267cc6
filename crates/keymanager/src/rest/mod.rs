//! The REST API of DSM: `/sys/v1` and `/crypto/v1`. What its clients need, and how they differ, is in
//! `docs/dsm.md`.

mod accounts;
mod apps;
mod body;
mod call;
mod client_configurations;
mod crypto;
mod groups;
mod keys;
mod list;
mod log;
mod log_in;
mod refusal;
mod reply;
mod route;
mod time;
mod users;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pure_https::Peer;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower_http::timeout::TimeoutLayer;

use crate::model::KeyManager;
use call::Call;
use refusal::Refusal;

/// The longest body of a request, in bytes.
const LONGEST_BODY: usize = 256 * 1024;
/// How long a body may take to come in.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long an answer may take, with the wait for its turn of a log-in.
const ANSWER_TIME: Duration = Duration::from_secs(120);

/// What is served.
#[derive(Clone)]
struct Served {
    manager: Arc<KeyManager>,
    /// One password is checked at a time: the others wait here, where they hold no thread.
    passwords: Arc<Semaphore>,
}

/// The REST API of that key manager.
pub(crate) fn router(manager: &Arc<KeyManager>) -> Router {
    let served = Served {
        manager: Arc::clone(manager),
        passwords: Arc::new(Semaphore::new(1)),
    };
    Router::new()
        .fallback(answer)
        .with_state(served)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ANSWER_TIME,
        ))
}

async fn answer(
    State(served): State<Served>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let bytes = match read(body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal.into_response(),
    };
    let credential = call::credential(&head.headers);
    let turn = if log_in::takes_password(head.uri.path(), &credential) {
        served.passwords.acquire_owned().await.ok()
    } else {
        None
    };
    drop(credential);
    let request = (head.method, head.uri, head.headers);
    let call = Call::new(
        &served.manager,
        peer.address,
        peer.certificate,
        request,
        bytes,
    );
    // The database is waited for there; a panic ends this request and no other.
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        route::handle(&call)
    });
    match done.await {
        Ok(Ok(reply)) => reply.into_response(),
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::internal().into_response(),
    }
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    let too_long = "The body of the request is too long, or was cut off.";
    match timeout(BODY_TIME, to_bytes(body, LONGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, too_long)),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body of the request did not come in time.",
        )),
    }
}
