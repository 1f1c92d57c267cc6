//! How a certificate is shown.

use pure_console::{Cell, Column};
use pure_core::certificate::{Certificate, Detail};

/// The columns of `purecert list`, `create` and `setattr`.
pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Status"),
    Column::new("Key Size"),
    Column::new("Issued To"),
    Column::new("Issued By"),
    Column::new("Valid From"),
    Column::new("Valid To"),
    Column::new("Country"),
    Column::new("State/Province"),
    Column::new("Locality"),
    Column::new("Organization"),
    Column::new("Organizational Unit"),
    Column::new("Email"),
    Column::new("Common Name"),
];

/// A certificate under [`COLUMNS`].
pub(crate) fn of(certificate: Certificate) -> Vec<Cell> {
    let summary = certificate.summary;
    vec![
        certificate.name.as_str().into(),
        certificate.status.as_str().into(),
        summary.key_size.into(),
        summary.issued_to.into(),
        summary.issued_by.into(),
        summary.validity.from.into(),
        summary.validity.to.into(),
        summary.country.into(),
        summary.state.into(),
        summary.locality.into(),
        summary.organization.into(),
        summary.organizational_unit.into(),
        summary.email.into(),
        summary.common_name.into(),
    ]
}

/// The columns of `purecert list --detail`.
pub(crate) const DETAIL_COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Serial Number"),
    Column::new("SHA-256 Fingerprint"),
    Column::new("Subject Alternative Names"),
    Column::new("Key Algorithm"),
    Column::new("Key Size"),
    Column::new("Uses"),
    Column::new("Days Left"),
];

/// A certificate under [`DETAIL_COLUMNS`].
pub(crate) fn of_detail(certificate: &Certificate, detail: Detail, days_left: i64) -> Vec<Cell> {
    let list = |items: Vec<String>| -> Cell {
        if items.is_empty() {
            Cell::Unset
        } else {
            items.join(", ").into()
        }
    };
    vec![
        certificate.name.as_str().into(),
        detail.serial.into(),
        detail.fingerprint.into(),
        list(detail.alternative_names),
        certificate.summary.key_algorithm.as_str().into(),
        certificate.summary.key_size.into(),
        list(detail.uses),
        days_left.into(),
    ]
}
