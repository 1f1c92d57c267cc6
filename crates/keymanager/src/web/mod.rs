//! The pages of the key manager, in the words and the order of DSM's; texts and looks are ours.
//!
//! Each page is a file; what can be asked for is the table in `route`. Nothing here knows HTML: pages are
//! put together from the parts of `pure_pages`.

mod accounts;
mod app;
mod apps;
mod audit_log;
mod dashboard;
mod events;
mod frame;
mod group;
mod groups;
mod log_in;
mod place;
mod refused;
mod route;
mod security_object;
mod security_objects;
mod settings;
mod shown;
mod site;
mod users;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{any, get};
use pure_https::{Asked, Peer};
use pure_pages::{Input, Notice, is_from_here, see_other};

use crate::model::{KeyManager, KeyManagerError, Who};
use crate::password_turns::PasswordTurns;
use place::{ACCOUNTS, LOG_IN, LOG_OUT, SIGN_UP};
use refused::Refused;
use site::Site;
use visit::{Answer, Visit};

/// Where the pages are; what else there is belongs to the REST API.
const PATHS: [&str; 20] = [
    "/",
    "/assets/{file}",
    LOG_IN,
    LOG_OUT,
    SIGN_UP,
    ACCOUNTS,
    "/accounts/{verb}",
    "/groups",
    "/groups/{verb}",
    "/group/{*rest}",
    "/apps",
    "/apps/{verb}",
    "/app/{*rest}",
    "/security-objects",
    "/security-objects/{verb}",
    "/security-object/{*rest}",
    "/audit-log",
    "/users",
    "/users/{verb}",
    "/settings",
];

/// The pages of that key manager.
pub(crate) fn router(manager: &Arc<KeyManager>, turns: &PasswordTurns) -> Router {
    let site = Arc::new(Site::new(manager, turns));
    let pages = PATHS.into_iter().fold(Router::new(), |router, path| {
        router.route(path, any(answer))
    });
    pages
        .route(settings::PASSWORD, any(answer))
        .route(events::EVENTS, get(events::stream))
        .with_state(site)
}

async fn answer(
    State(site): State<Arc<Site>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    if let Some(asset) = pure_pages::asset(request.uri().path()) {
        return asset;
    }
    let is_form = request.method() == Method::POST;
    if is_form && !is_from_here(request.headers()) {
        return log_in::refused(&Refused::forged());
    }
    let asked = match Asked::read(peer, request).await {
        Ok(asked) => asked,
        Err(reason) => {
            return log_in::refused(&Refused::new(reason.status(), reason.to_string()));
        }
    };
    let turn = match asked.uri.path() {
        LOG_IN | SIGN_UP | settings::PASSWORD if is_form => {
            let input = Input::read(&asked.body);
            let user = Some(input.get("email").trim());
            let unknown = log_in::unknown(&site, asked.peer.address, Who::Nobody);
            site.turns.wait(&unknown, user).await
        }
        _ => None,
    };
    // The database is waited for there; a panic ends this request and no other.
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        handle(&site, &asked)
    });
    done.await
        .unwrap_or_else(|_| log_in::refused(&Refused::internal()))
}

fn handle(site: &Site, asked: &Asked) -> Response {
    let path = asked.uri.path();
    let is_form = asked.method == Method::POST;
    let input = match is_form {
        true => Input::read(&asked.body),
        false => Input::read(asked.uri.query().unwrap_or_default().as_bytes()),
    };
    match (path, is_form) {
        (LOG_IN, true) => return log_in::log_in(site, asked.peer.address, &asked.headers, &input),
        (LOG_IN, false) => return log_in::page(StatusCode::OK, "", None),
        (SIGN_UP, true) => {
            return log_in::sign_up(site, asked.peer.address, &asked.headers, &input);
        }
        (SIGN_UP, false) => return log_in::sign_up_page(StatusCode::OK, &input, None),
        _ => {}
    }
    let Some(session) = site.cookie.of(&asked.headers) else {
        return see_other(LOG_IN);
    };
    // What a page fetches by itself keeps no session open.
    let is_live = asked.headers.contains_key("x-live");
    let visit = match Visit::new(site, session, is_live, asked.peer.address, input) {
        Ok(visit) => visit,
        Err(KeyManagerError::SessionOver) => return see_other(LOG_IN),
        Err(error) => return log_in::refused(&error.into()),
    };
    if is_form && !visit.token.is(visit.input.get("form-token")) {
        return frame::refused(&visit, &Refused::forged());
    }
    if is_form && path == LOG_OUT {
        return log_in::log_out(&visit);
    }
    let Some((route, id)) = route::find(path) else {
        return frame::refused(&visit, &Refused::nothing_there());
    };
    let visit = visit.at(id, route.navigation);
    // Everything but the accounts is in one.
    if visit.caller.account.is_none() && route.navigation != ACCOUNTS {
        return see_other(ACCOUNTS);
    }
    match (is_form, route.page, route.form) {
        (false, Some(page), _) => match page(&visit) {
            Ok(page) => frame::page(&visit, StatusCode::OK, page),
            Err(refused) => frame::refused(&visit, &refused),
        },
        (true, page, Some(form)) => match form(&visit) {
            Ok(Answer::Page(page)) => frame::page(&visit, StatusCode::OK, *page),
            Ok(Answer::GoTo(path, told)) => {
                let told = told.map(Notice::good).into_iter();
                told.for_each(|notice| site.kept.keep(session, notice));
                see_other(&path)
            }
            // The form once more, with what was typed.
            Err(refused) => match page.and_then(|page| page(&visit).ok()) {
                Some(page) => {
                    let page = page.notices([Notice::bad(&refused.message)]);
                    frame::page(&visit, refused.status, page)
                }
                None => frame::refused(&visit, &refused),
            },
        },
        // A form of one button was sent, and its address is visited later.
        (false, None, _) => see_other(route.navigation),
        (true, _, None) => frame::refused(&visit, &Refused::nothing_there()),
    }
}
