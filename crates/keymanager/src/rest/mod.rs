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
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pure_https::{Asked, Peer};
use tokio::time::sleep;
use tower_http::timeout::TimeoutLayer;

pub use reading::{read_request, rewritten_time};

use crate::model::KeyManager;
use crate::password_turns::PasswordTurns;
use call::Call;
use refusal::Refusal;

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
    let asked = match Asked::read(peer, request).await {
        Ok(asked) => asked,
        Err(reason) => {
            return Refusal::new(reason.status(), reason.to_string()).into_response();
        }
    };
    let call = Call::new(&served.manager, asked);
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
