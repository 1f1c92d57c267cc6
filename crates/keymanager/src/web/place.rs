//! Where what is.

pub(super) const LOG_IN: &str = "/log-in";
pub(super) const LOG_OUT: &str = "/log-out";
pub(super) const SIGN_UP: &str = "/sign-up";
pub(super) const ACCOUNTS: &str = "/accounts";
pub(super) const DASHBOARD: &str = "/";
pub(super) const GROUPS: &str = "/groups";
pub(super) const NEW_GROUP: &str = "/groups/new";
pub(super) const APPS: &str = "/apps";
pub(super) const NEW_APP: &str = "/apps/new";
pub(super) const SECURITY_OBJECTS: &str = "/security-objects";
pub(super) const NEW_SECURITY_OBJECT: &str = "/security-objects/new";
pub(super) const AUDIT_LOG: &str = "/audit-log";
pub(super) const USERS: &str = "/users";
pub(super) const SETTINGS: &str = "/settings";

/// The navigation, in the words of DSM.
pub(super) const NAVIGATION: [(&str, &str); 7] = [
    (DASHBOARD, "Dashboard"),
    (GROUPS, "Groups"),
    (APPS, "Apps"),
    (SECURITY_OBJECTS, "Security Objects"),
    (USERS, "Users"),
    (AUDIT_LOG, "Audit Log"),
    (SETTINGS, "Settings"),
];

/// Where the group of that UUID is.
pub(super) fn group(id: &str) -> String {
    format!("/group/{id}")
}

/// Where the app of that UUID is.
pub(super) fn app(id: &str) -> String {
    format!("/app/{id}")
}

/// Where the key of that UUID is.
pub(super) fn security_object(id: &str) -> String {
    format!("/security-object/{id}")
}
