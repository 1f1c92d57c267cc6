//! What can be asked for, and what answers.

use pure_pages::Page;

use super::place::{
    ACCOUNTS, APPS, AUDIT_LOG, DASHBOARD, GROUPS, NEW_APP, NEW_GROUP, NEW_SECURITY_OBJECT,
    SECURITY_OBJECTS, SETTINGS, USERS,
};
use super::refused::Refused;
use super::visit::{Answer, Visit};
use super::{
    accounts, app, apps, audit_log, dashboard, group, groups, security_object, security_objects,
    settings, users,
};

/// Makes a page.
type Show = fn(&Visit<'_>) -> Result<Page, Refused>;

/// Takes a form.
type Take = fn(&Visit<'_>) -> Result<Answer, Refused>;

/// A path, and what is there. Whoever may do it is judged there.
pub(super) struct Route {
    /// The path, with a star in the place of a UUID.
    path: &'static str,
    /// The entry of the navigation that it belongs to.
    pub(super) navigation: &'static str,
    pub(super) page: Option<Show>,
    pub(super) form: Option<Take>,
}

const fn page(path: &'static str, navigation: &'static str, show: Show) -> Route {
    Route {
        path,
        navigation,
        page: Some(show),
        form: None,
    }
}

const fn form(path: &'static str, navigation: &'static str, take: Take) -> Route {
    Route {
        path,
        navigation,
        page: None,
        form: Some(take),
    }
}

const fn both(path: &'static str, navigation: &'static str, show: Show, take: Take) -> Route {
    Route {
        path,
        navigation,
        page: Some(show),
        form: Some(take),
    }
}

const ROUTES: &[Route] = &[
    page(DASHBOARD, DASHBOARD, dashboard::page),
    both(ACCOUNTS, ACCOUNTS, accounts::page, accounts::add),
    form(accounts::SELECT, ACCOUNTS, accounts::select),
    page(GROUPS, GROUPS, groups::page),
    both(NEW_GROUP, GROUPS, groups::new_page, groups::add),
    page("/group/*", GROUPS, group::page),
    form("/group/*/delete", GROUPS, group::delete),
    page(APPS, APPS, apps::page),
    both(NEW_APP, APPS, apps::new_page, apps::add),
    page("/app/*", APPS, app::page),
    form("/app/*/api-key", APPS, app::api_key),
    form("/app/*/regenerate", APPS, app::regenerate),
    both("/app/*/method", APPS, app::method_page, app::method),
    both(
        "/app/*/certificate",
        APPS,
        app::certificate_again,
        app::certificate,
    ),
    form("/app/*/switch", APPS, app::switch),
    form("/app/*/delete", APPS, app::delete),
    page(SECURITY_OBJECTS, SECURITY_OBJECTS, security_objects::page),
    both(
        NEW_SECURITY_OBJECT,
        SECURITY_OBJECTS,
        security_objects::new_page,
        security_objects::add,
    ),
    page(
        "/security-object/*",
        SECURITY_OBJECTS,
        security_object::page,
    ),
    form(
        "/security-object/*/deactivate",
        SECURITY_OBJECTS,
        security_object::deactivate,
    ),
    form(
        "/security-object/*/compromise",
        SECURITY_OBJECTS,
        security_object::compromise,
    ),
    form(
        "/security-object/*/rotate",
        SECURITY_OBJECTS,
        security_object::rotate,
    ),
    form(
        "/security-object/*/switch",
        SECURITY_OBJECTS,
        security_object::switch,
    ),
    form(
        "/security-object/*/destroy",
        SECURITY_OBJECTS,
        security_object::destroy,
    ),
    form(
        "/security-object/*/delete",
        SECURITY_OBJECTS,
        security_object::delete,
    ),
    page(AUDIT_LOG, AUDIT_LOG, audit_log::page),
    both(USERS, USERS, users::page, users::add),
    form(users::REMOVE, USERS, users::remove),
    both(SETTINGS, SETTINGS, settings::page, settings::change),
    form(settings::PASSWORD, SETTINGS, settings::password),
];

/// What is at `path`, and the UUID in it; that is empty when there is none.
pub(super) fn find(path: &str) -> Option<(&'static Route, &str)> {
    ROUTES
        .iter()
        .find_map(|route| Some((route, id_in(route.path, path)?)))
}

/// The UUID in a path of that form; empty when the form has none.
fn id_in<'a>(form: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, after)) = form.split_once('*') else {
        return (form == path).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_taken_from_paths() {
        let id = |path| find(path).map(|(_, id)| id);
        assert_eq!(id("/"), Some(""));
        assert_eq!(id("/app/1"), Some("1"));
        assert_eq!(id("/app/1/method"), Some("1"));
        for path in ["/app/", "/app//method", "/app/a/b", "/nowhere", ""] {
            assert_eq!(id(path), None, "{path}");
        }
    }
}
