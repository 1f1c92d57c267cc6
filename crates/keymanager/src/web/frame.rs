//! What is round every page.

use axum::http::StatusCode;
use axum::response::Response;
use pure_pages::{Html, Link, Notice, Page, Site as PageSite, Visitor};

use super::place::{ACCOUNTS, LOG_OUT, NAVIGATION};
use super::refused::Refused;
use super::visit::Visit;

/// Whose pages they are.
pub(super) fn site() -> PageSite {
    PageSite {
        name: "Key manager".to_owned(),
        kind: "stand-in for Fortanix DSM",
        hue: "keys",
        foot: format!(
            "Embedded key manager, puresim {}",
            env!("CARGO_PKG_VERSION")
        ),
    }
}

/// The page, with its frame.
pub(super) fn page(visit: &Visit<'_>, status: StatusCode, page: Page) -> Response {
    let account = visit.caller.account.as_ref();
    let role = visit.caller.role().map_or("", crate::model::Role::as_str);
    let switch = account.map_or("Accounts", |account| account.name.as_str());
    let links = NAVIGATION.map(|(path, words)| Link { path, words });
    let links = if account.is_some() { &links[..] } else { &[] };
    page.site(site())
        .navigation(links, visit.current)
        .visitor(Visitor {
            name: visit.user.email.clone(),
            role: role.to_owned(),
            path: String::new(),
            log_out: LOG_OUT,
            token: visit.token.as_str().to_owned(),
            links: vec![(ACCOUNTS.to_owned(), switch.to_owned())],
        })
        .notices(visit.told())
        .response(status)
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
