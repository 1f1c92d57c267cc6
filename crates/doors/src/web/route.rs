//! What can be asked for, and what answers.

use pure_pages::Page;

use super::place::{CERTIFICATES, DATA_LOCKING, DRIVES, KMIP_SERVERS, LOG, OVERVIEW, USERS};
use super::refused::Refused;
use super::visit::{Answer, Visit};
use super::{
    certificate, certificate_change, certificates, data_locking, drives, history, kmip_server,
    kmip_server_change, kmip_servers, overview, user, users,
};

/// Makes a page.
type Show = fn(&Visit<'_>) -> Result<Page, Refused>;

/// Takes a form.
type Take = fn(&Visit<'_>) -> Result<Answer, Refused>;

/// A path, and what is there.
pub(super) struct Route {
    /// The path, with a star in the place of a name.
    path: &'static str,
    /// The entry of the navigation that it belongs to.
    pub(super) navigation: &'static str,
    /// Whether it takes an array administrator.
    pub(super) administers: bool,
    pub(super) page: Option<Show>,
    pub(super) form: Option<Take>,
}

const fn page(path: &'static str, navigation: &'static str, show: Show) -> Route {
    Route {
        path,
        navigation,
        administers: false,
        page: Some(show),
        form: None,
    }
}

/// A form of one button, which has no page of its own.
const fn form(path: &'static str, navigation: &'static str, take: Take) -> Route {
    Route {
        path,
        navigation,
        administers: false,
        page: None,
        form: Some(take),
    }
}

/// A page with a form, for administrators.
const fn change(path: &'static str, navigation: &'static str, show: Show, take: Take) -> Route {
    Route {
        path,
        navigation,
        administers: true,
        page: Some(show),
        form: Some(take),
    }
}

/// A form of one button, for administrators.
const fn end(path: &'static str, navigation: &'static str, take: Take) -> Route {
    Route {
        path,
        navigation,
        administers: true,
        page: None,
        form: Some(take),
    }
}

const ROUTES: &[Route] = &[
    page(OVERVIEW, OVERVIEW, overview::page),
    page(CERTIFICATES, CERTIFICATES, certificates::page),
    change(
        certificates::CREATE,
        CERTIFICATES,
        certificates::create_page,
        certificates::create,
    ),
    change(
        certificates::IMPORT,
        CERTIFICATES,
        certificates::import_page,
        certificates::import,
    ),
    page("/certificate/*", CERTIFICATES, certificate::page),
    change(
        "/certificate/*/request",
        CERTIFICATES,
        certificate::request_page,
        certificate::request,
    ),
    change(
        "/certificate/*/change",
        CERTIFICATES,
        certificate_change::page,
        certificate_change::change,
    ),
    change(
        "/certificate/*/import",
        CERTIFICATES,
        certificate_change::import_page,
        certificate_change::import,
    ),
    end("/certificate/*/delete", CERTIFICATES, certificate::delete),
    page(KMIP_SERVERS, KMIP_SERVERS, kmip_servers::page),
    change(
        kmip_servers::CREATE,
        KMIP_SERVERS,
        kmip_servers::create_page,
        kmip_servers::create,
    ),
    page("/kmip-server/*", KMIP_SERVERS, kmip_server::page),
    change(
        "/kmip-server/*/change",
        KMIP_SERVERS,
        kmip_server_change::page,
        kmip_server_change::change,
    ),
    form("/kmip-server/*/test", KMIP_SERVERS, kmip_server::test),
    end("/kmip-server/*/delete", KMIP_SERVERS, kmip_server::delete),
    page(DATA_LOCKING, DATA_LOCKING, data_locking::page),
    form("/data-locking/test", DATA_LOCKING, data_locking::test),
    #[cfg(test)]
    page("/data-locking/panic", DATA_LOCKING, |_| {
        panic!("as the test asks")
    }),
    page(DRIVES, DRIVES, drives::page),
    page(LOG, LOG, history::page),
    page(USERS, USERS, users::page),
    change(users::CREATE, USERS, users::create_page, users::create),
    page("/user/*", USERS, user::page),
    // What is the own is judged there.
    form("/user/*/password", USERS, user::change_password),
    form("/user/*/token", USERS, user::create_token),
    form("/user/*/token-delete", USERS, user::delete_token),
    end("/user/*/delete", USERS, user::delete),
];

/// What was found at a path.
pub(super) struct Found<'a> {
    pub(super) route: &'static Route,
    /// The name in the path; empty when there is none.
    pub(super) name: &'a str,
}

/// What is at `path`.
pub(super) fn find(path: &str) -> Option<Found<'_>> {
    ROUTES.iter().find_map(|route| {
        let name = name_in(route.path, path)?;
        Some(Found { route, name })
    })
}

/// The name in a path of that form; empty when the form has none.
fn name_in<'a>(form: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, after)) = form.split_once('*') else {
        return (form == path).then_some("");
    };
    let name = path.strip_prefix(before)?.strip_suffix(after)?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_paths() {
        let name = |path| find(path).map(|found| found.name);
        assert_eq!(name("/"), Some(""));
        assert_eq!(name("/certificate/cert_1"), Some("cert_1"));
        assert_eq!(name("/certificate/cert_1/delete"), Some("cert_1"));
        for path in [
            "/certificate/",
            "/certificate//delete",
            "/certificate/a/b",
            "/nowhere",
            "",
        ] {
            assert_eq!(name(path), None, "{path}");
        }
    }

    #[test]
    fn what_changes_the_array_takes_an_administrator() {
        for route in ROUTES.iter().filter(|route| route.form.is_some()) {
            let own = ["/password", "/token", "/token-delete", "/test"];
            let is_own = own.iter().any(|end| route.path.ends_with(end));
            assert_eq!(route.administers, !is_own, "{}", route.path);
        }
    }
}
