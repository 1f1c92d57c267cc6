//! Logging in and out.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use pure_core::{ErrorKind, Users};
use pure_pages::{Field, Form, Input, Notice, Page};

use super::frame;
use super::place::{LOG_IN, OVERVIEW};
use super::refused::Refused;
use super::site::Site;
use super::visit::Visit;

/// The page to log in, with what went wrong.
pub(super) fn page(site: &Site, status: StatusCode, name: &str, wrong: Option<&str>) -> Response {
    let name_field = Field::text("user", "User")
        .value(name)
        .required()
        .complete("username");
    let password = Field::password("password", "Password").required();
    // Who has typed the name wants to type the password.
    let (name_field, password) = match name.is_empty() {
        true => (name_field.focus(), password),
        false => (name_field, password.focus()),
    };
    let form = Form::new(LOG_IN, "")
        .field(name_field)
        .field(password)
        .submit("Log in");
    let frame = frame::site(site);
    let page = Page::new("Log in")
        .lead(&format!("to the console of array {}", frame.name))
        .site(frame)
        .notices(wrong.map(Notice::bad))
        .part(form);
    page.response(status)
}

/// Why a request of somebody unknown is not done.
pub(super) fn refused(site: &Site, refused: &Refused) -> Response {
    page(site, refused.status, "", Some(&refused.message))
}

/// Begins a session: always a new one, whatever cookie came along.
pub(super) fn log_in(site: &Site, peer: IpAddr, headers: &HeaderMap, body: &[u8]) -> Response {
    let input = Input::read(body);
    let name = input.get("user").trim();
    let known = Users::open(&site.door.context_by(None, "console"))
        .and_then(|users| users.by_password(name, input.get("password")));
    let user = match known {
        Ok(user) => user,
        Err(error) => {
            if error.kind() == ErrorKind::Refused {
                site.door.sessions.remember(peer, false);
            }
            let refused = Refused::from(error);
            return page(site, refused.status, name, Some(&refused.message));
        }
    };
    site.door.sessions.remember(peer, true);
    if let Some(old) = site.cookie.of(headers) {
        site.sessions.end(old);
    }
    match site.sessions.begin(user.name.clone()) {
        Some(session) => {
            site.sessions.is_still(&session, &user);
            site.cookie.set(pure_pages::see_other(OVERVIEW), &session)
        }
        None => refused(site, &Refused::internal()),
    }
}

/// Ends the session.
pub(super) fn log_out(visit: &Visit<'_>) -> Response {
    visit.site.sessions.end(visit.session);
    visit.site.cookie.clear(pure_pages::see_other(LOG_IN))
}
