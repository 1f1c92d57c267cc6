//! Signing up, logging in and out.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use pure_pages::{Actions, Field, Form, Input, Notice, Page};
use zeroize::Zeroizing;

use super::frame;
use super::place::{ACCOUNTS, DASHBOARD, LOG_IN, SIGN_UP};
use super::refused::Refused;
use super::site::Site;
use super::visit::{DOOR, Visit};
use crate::model::{Actor, Email, KeyManager, KeyManagerError, Password, User, Who};

/// The page to log in: first the address, then the password too.
pub(super) fn page(status: StatusCode, email: &str, wrong: Option<&str>) -> Response {
    let address = Field::email("email", "Email")
        .value(email)
        .required()
        .complete("username");
    let form = match email.is_empty() {
        true => Form::new(LOG_IN, "")
            .field(address.focus())
            .submit("LOG IN WITHOUT SSO"),
        false => Form::new(LOG_IN, "")
            .field(address)
            .field(Field::password("password", "Password").required().focus())
            .submit("LOG IN"),
    };
    let page = Page::new("Log in")
        .lead("to the key manager")
        .site(frame::site());
    let page = page.notices(wrong.map(Notice::bad)).part(form);
    let other = Actions::new().link(SIGN_UP, "Sign up", "");
    page.part(other).response(status)
}

/// Why a request of somebody unknown is not done.
pub(super) fn refused(refused: &Refused) -> Response {
    page(refused.status, "", Some(&refused.message))
}

/// The page to sign up.
pub(super) fn sign_up_page(status: StatusCode, input: &Input, wrong: Option<&str>) -> Response {
    let form = Form::new(SIGN_UP, "")
        .field(
            Field::text("first-name", "First name")
                .value(input.get("first-name"))
                .complete("given-name")
                .focus(),
        )
        .field(
            Field::text("last-name", "Last name")
                .value(input.get("last-name"))
                .complete("family-name"),
        )
        .field(
            Field::email("email", "Email")
                .value(input.get("email"))
                .required()
                .complete("username"),
        )
        .field(
            Field::new_password("password", "Password")
                .hint("8 to 100 characters.")
                .required(),
        )
        .field(Field::new_password("again", "Retype password").required())
        .field(
            Field::check(
                "agree",
                "I agree that this is a simulator, and keep no real keys in it",
            )
            .required(),
        )
        .submit("SIGN UP");
    let page = Page::new("Sign up")
        .lead("to the key manager")
        .site(frame::site());
    let page = page.notices(wrong.map(Notice::bad)).part(form);
    page.part(Actions::new().link(LOG_IN, "Log in", ""))
        .response(status)
}

/// The key manager for somebody who has not logged in yet.
pub(super) fn unknown(site: &Site, peer: IpAddr, who: Who) -> KeyManager {
    let client = Some(peer);
    site.manager.by(Actor {
        who,
        door: DOOR,
        client,
    })
}

/// Makes a user, and begins the first session.
pub(super) fn sign_up(site: &Site, peer: IpAddr, headers: &HeaderMap, input: &Input) -> Response {
    let made = || -> Result<User, Refused> {
        let email: Email = input
            .get("email")
            .trim()
            .parse()
            .map_err(|reason| Refused::field("Email", reason))?;
        let password = input.get("password");
        if password != input.get("again") {
            return Err(Refused::field("Retype password", "It is not the same."));
        }
        if !input.is_on("agree") {
            return Err(Refused::field("Agreement", "Check the box first."));
        }
        let password = Password::new(Zeroizing::new(password.to_owned()))
            .map_err(|reason| Refused::field("Password", reason))?;
        let names = (input.typed("first-name"), input.typed("last-name"));
        Ok(unknown(site, peer, Who::Nobody).create_user(&email, &password, names)?)
    };
    match made() {
        Ok(user) => begin(site, peer, headers, &user),
        Err(refused) => sign_up_page(refused.status, input, Some(&refused.message)),
    }
}

/// Asks for the password, or begins a session: always a new one, whatever cookie came along.
pub(super) fn log_in(site: &Site, peer: IpAddr, headers: &HeaderMap, input: &Input) -> Response {
    let (email, password) = (input.get("email").trim(), input.get("password"));
    if password.is_empty() {
        return page(StatusCode::OK, email, None);
    }
    let manager = unknown(site, peer, Who::Nobody);
    match manager.user_by_password(email, password) {
        Ok(user) => begin(site, peer, headers, &user),
        Err(error) => {
            manager.note_log_in(None, Err(&error));
            let refused = Refused::from(error);
            page(refused.status, email, Some(&refused.message))
        }
    }
}

/// Begins a session. Who belongs to one account only has chosen it.
fn begin(site: &Site, peer: IpAddr, headers: &HeaderMap, user: &User) -> Response {
    let manager = unknown(site, peer, user.into());
    let begun = || -> Result<_, KeyManagerError> {
        if let Some(old) = site.cookie.of(headers) {
            site.manager.end_session(old);
        }
        let token = site.manager.begin_user_session(user)?;
        if let [only] = user.accounts.as_slice() {
            let caller = site.manager.caller(&token, None)?;
            site.manager
                .choose_account(&token, &caller, &only.account_id)?;
        }
        Ok(token)
    };
    let account = user.accounts.first().map(|it| it.account_id.as_str());
    match begun() {
        Ok(token) => {
            manager.note_log_in(account, Ok(()));
            let path = if user.accounts.len() == 1 {
                DASHBOARD
            } else {
                ACCOUNTS
            };
            site.cookie.set(pure_pages::see_other(path), &token)
        }
        Err(error) => refused(&error.into()),
    }
}

/// Ends the session.
pub(super) fn log_out(visit: &Visit<'_>) -> Response {
    visit.site.manager.end_session(visit.session);
    visit.site.cookie.clear(pure_pages::see_other(LOG_IN))
}
