//! How a KMIP server is shown.

use jiff::Timestamp;
use pure_console::{Cell, Column};
use pure_core::kmip_server::KmipServer;
use pure_core::operation::KmipServerDetail;

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
    Column::time("Certificate Valid To"),
    Column::number("Days Left"),
    Column::new("Ca Issued To"),
    Column::time("Ca Valid To"),
    Column::new("Security Token"),
];

/// A server under [`DETAIL_COLUMNS`].
pub(crate) fn of_detail(
    server: &KmipServer,
    detail: KmipServerDetail,
    now: Timestamp,
) -> Vec<Cell> {
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
