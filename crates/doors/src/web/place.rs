//! Where what is.

/// Where to log in.
pub(super) const LOG_IN: &str = "/log-in";

/// Where the session ends.
pub(super) const LOG_OUT: &str = "/log-out";

pub(super) const OVERVIEW: &str = "/";
pub(super) const CERTIFICATES: &str = "/certificates";
pub(super) const KMIP_SERVERS: &str = "/kmip-servers";
pub(super) const DATA_LOCKING: &str = "/data-locking";
pub(super) const DRIVES: &str = "/drives";
pub(super) const LOG: &str = "/log";
pub(super) const USERS: &str = "/users";

/// What is told when something that a page shows has changed.
pub(super) const EVENTS: &str = "/events";

/// The navigation.
pub(super) const NAVIGATION: [(&str, &str); 7] = [
    (OVERVIEW, "Overview"),
    (CERTIFICATES, "Certificates"),
    (KMIP_SERVERS, "KMIP servers"),
    (DATA_LOCKING, "Rapid Data Locking"),
    (DRIVES, "Drives"),
    (LOG, "Log"),
    (USERS, "Users"),
];

/// Where the certificate of that name is.
pub(super) fn certificate(name: &str) -> String {
    format!("/certificate/{name}")
}

/// Where the KMIP server of that name is.
pub(super) fn kmip_server(name: &str) -> String {
    format!("/kmip-server/{name}")
}

/// Where the user of that name is.
pub(super) fn user(name: &str) -> String {
    format!("/user/{name}")
}
