//! How a KMIP server is shown.

use jiff::Timestamp;
use pure_console::{Cell, Column};
use pure_core::ObjectName;
use pure_core::kmip_server::{Detail, KmipServer, KmipServerError};

/// The columns of `purekmip list`, `create` and `setattr`.
pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("URI"),
    Column::new("Certificate"),
    Column::new("Ca Certificate Configured"),
];

/// A server under [`COLUMNS`].
pub(crate) fn of(server: &KmipServer) -> Vec<Cell> {
    vec![
        server.name.as_str().into(),
        server.uris.to_string().into(),
        server.certificate.as_str().into(),
        server.ca_certificate.is_some().into(),
    ]
}

/// The columns of `purekmip list --detail`.
pub(crate) const DETAIL_COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("URI"),
    Column::new("Certificate"),
    Column::new("Certificate Valid To"),
    Column::new("Days Left"),
    Column::new("Ca Issued To"),
    Column::new("Ca Valid To"),
    Column::new("Security Token"),
];

/// A server under [`DETAIL_COLUMNS`].
pub(crate) fn of_detail(server: &KmipServer, detail: Detail, now: Timestamp) -> Vec<Cell> {
    let subjects = detail.ca_subjects.join("; ");
    vec![
        server.name.as_str().into(),
        server.uris.to_string().into(),
        server.certificate.as_str().into(),
        detail.certificate_validity.to.into(),
        detail.certificate_validity.days_left(now).into(),
        if subjects.is_empty() {
            Cell::Unset
        } else {
            subjects.into()
        },
        detail.ca_valid_to.into(),
        detail.holds_token.into(),
    ]
}

/// Gives an error its subject: the object it is about, else the KMIP server `name`.
///
/// # Errors
/// That of `result`.
pub(crate) fn on<T>(name: &ObjectName, result: Result<T, KmipServerError>) -> anyhow::Result<T> {
    let subject = match &result {
        Err(error) => error.subject().cloned(),
        Ok(_) => None,
    };
    pure_console::on(subject.as_ref().unwrap_or(name), result)
}
