//! The console: the array's pages for a browser.
//!
//! Each page is a file; what can be asked for is the table in `route`. Nothing here knows HTML: pages are
//! put together from the parts of `pure_pages`.

mod certificate;
mod certificate_change;
mod certificates;
mod data_locking;
mod drives;
mod events;
mod frame;
mod history;
mod kmip_server;
mod kmip_server_change;
mod kmip_servers;
mod log_in;
mod overview;
mod place;
mod refused;
mod route;
mod shown;
mod site;
mod token_seen;
mod user;
mod users;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{any, get};
use pure_https::{Asked, Peer};
use pure_pages::{Input, Notice, is_from_here};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::door::Door;
use place::{LOG_IN, LOG_OUT};
use refused::Refused;
use site::Site;
use visit::{Answer, Visit};

/// Where the pages are; what else there is belongs to the REST API.
const PATHS: [&str; 16] = [
    "/",
    "/assets/{file}",
    "/log-in",
    "/log-out",
    "/certificates",
    "/certificates/{verb}",
    "/certificate/{*rest}",
    "/kmip-servers",
    "/kmip-servers/{verb}",
    "/kmip-server/{*rest}",
    "/data-locking",
    "/data-locking/{verb}",
    "/drives",
    "/log",
    "/users",
    "/users/{verb}",
];

/// The pages of the array at that door. They stop telling of changes when `ending` says so.
pub(crate) fn router(door: Arc<Door>, ending: watch::Receiver<bool>) -> Router {
    let site = Arc::new(Site::new(door, ending));
    let pages = PATHS.into_iter().fold(Router::new(), |router, path| {
        router.route(path, any(answer))
    });
    pages
        .route("/user/{*rest}", any(answer))
        .route("/events", get(events::stream))
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
        return log_in::refused(&site, &Refused::forged());
    }
    let asked = match Asked::read(peer, request).await {
        Ok(asked) => asked,
        Err(reason) => {
            let refused = Refused::new(reason.status(), reason.to_string());
            return log_in::refused(&site, &refused);
        }
    };
    let turn = if is_form && asked.uri.path() == LOG_IN {
        sleep(site.door.sessions.delay(asked.peer.address)).await;
        site.door.passwords.acquire().await.ok()
    } else {
        None
    };
    let at = Arc::clone(&site);
    // Core waits for files and for key managers; a panic in it ends this request and no other.
    let done = tokio::task::spawn_blocking(move || handle(&at, &asked)).await;
    drop(turn);
    done.unwrap_or_else(|_| log_in::refused(&site, &Refused::internal()))
}

fn handle(site: &Site, asked: &Asked) -> Response {
    let path = asked.uri.path();
    if path == LOG_IN {
        return match asked.method {
            Method::POST => log_in::log_in(site, asked.peer.address, &asked.headers, &asked.body),
            _ => log_in::page(site, StatusCode::OK, "", None),
        };
    }
    let is_live = asked.headers.contains_key("x-live");
    let session = site.cookie.of(&asked.headers);
    let visitor = session.and_then(|session| site.visitor(session, is_live).transpose());
    let (user, session) = match (visitor, session) {
        (Some(Ok(user)), Some(session)) => (user, session),
        (Some(Err(error)), _) => return log_in::refused(site, &error.into()),
        _ => return pure_pages::see_other(LOG_IN),
    };
    let is_form = asked.method == Method::POST;
    let input = match is_form {
        true => Input::read(&asked.body),
        false => Input::read(asked.uri.query().unwrap_or_default().as_bytes()),
    };
    let visit = Visit::new(site, user, session, input);
    if is_form && !visit.token.is(visit.input.get("form-token")) {
        return frame::refused(&visit, &Refused::forged());
    }
    if is_form && path == LOG_OUT {
        return log_in::log_out(&visit);
    }
    let Some(found) = route::find(path) else {
        return frame::refused(&visit, &Refused::nothing_there());
    };
    let visit = visit.at(found.name, found.route.navigation);
    if found.route.administers && !visit.may_administer() {
        return frame::refused(&visit, &Refused::role());
    }
    match (is_form, found.route.page, found.route.form) {
        (false, Some(page), _) => match page(&visit) {
            Ok(page) => frame::page(&visit, StatusCode::OK, page),
            Err(refused) => frame::refused(&visit, &refused),
        },
        (true, page, Some(form)) => match form(&visit) {
            Ok(Answer::Page(page)) => frame::page(&visit, StatusCode::OK, *page),
            Ok(Answer::GoTo(path, told)) => {
                let told = told.map(Notice::good).into_iter().chain(visit.told());
                told.for_each(|notice| site.kept.keep(session, notice));
                pure_pages::see_other(&path)
            }
            // The form once more, with what was typed.
            Err(refused) => match page.and_then(|page| page(&visit).ok()) {
                Some(page) => frame::page(
                    &visit,
                    refused.status,
                    page.notices([Notice::bad(&refused.message)]),
                ),
                None => frame::refused(&visit, &refused),
            },
        },
        // A form of one button was sent, and its address is visited later.
        (false, None, _) => pure_pages::see_other(found.route.navigation),
        (true, _, None) => frame::refused(&visit, &Refused::nothing_there()),
    }
}

#[cfg(test)]
mod tests;
