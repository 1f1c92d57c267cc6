//! What is round every page.

use axum::http::StatusCode;
use axum::response::Response;
use pure_pages::{Html, Link, Notice, Page, Site as PageSite, Visitor};

use super::place::{self, LOG_OUT, NAVIGATION};
use super::refused::Refused;
use super::site::Site;
use super::visit::Visit;

/// Whose pages they are.
pub(super) fn site(site: &Site) -> PageSite {
    PageSite {
        name: site.door.name(),
        kind: "array console",
        hue: "array",
        foot: format!("Simulated array, puresim {}", env!("CARGO_PKG_VERSION")),
    }
}

/// The page, with its frame.
pub(super) fn page(visit: &Visit<'_>, status: StatusCode, page: Page) -> Response {
    let user = &visit.user;
    let factory = user.has_factory_password.then(|| {
        Notice::warning(
            "Your password is the factory's, which everybody knows. Change it under Users.",
        )
    });
    let page = page
        .site(site(visit.site))
        .navigation(
            &NAVIGATION.map(|(path, words)| Link { path, words }),
            visit.current,
        )
        .visitor(Visitor {
            name: user.name.to_string(),
            role: user.role.as_str().to_owned(),
            path: place::user(user.name.as_str()),
            log_out: LOG_OUT,
            token: visit.token.as_str().to_owned(),
            links: Vec::new(),
        })
        .notices(visit.site.kept.take(visit.session))
        .notices(visit.told())
        .notices(factory);
    page.response(status)
}

/// Why a request is not done.
pub(super) fn refused(visit: &Visit<'_>, refused: &Refused) -> Response {
    let title = match refused.status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::FORBIDDEN => "Not allowed",
        _ => "Not done",
    };
    let notice = Notice::bad(&refused.message);
    page(
        visit,
        refused.status,
        Page::new(title).part(Html::from(notice)),
    )
}
