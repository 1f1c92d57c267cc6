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
mod reading;
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
use tokio::time::{sleep, timeout};
use tower_http::timeout::TimeoutLayer;

pub use reading::{read_request, rewritten_time};

use crate::model::KeyManager;
use crate::password_turns::PasswordTurns;
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
    turns: PasswordTurns,
}

/// The REST API of that key manager.
pub(crate) fn router(manager: &Arc<KeyManager>, turns: &PasswordTurns) -> Router {
    let served = Served {
        manager: Arc::clone(manager),
        turns: turns.clone(),
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
    let request = (head.method, head.uri, head.headers);
    let call = Call::new(
        &served.manager,
        peer.address,
        peer.certificate,
        request,
        bytes,
    );
    let turn = match log_in::proves(&call) {
        log_in::Proof::Password(user) => served.turns.wait(&call.manager, user.as_deref()).await,
        log_in::Proof::Secret => {
            sleep(call.manager.log_in_delay(None)).await;
            None
        }
        log_in::Proof::None => None,
    };
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
