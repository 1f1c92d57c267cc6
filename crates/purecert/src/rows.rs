//! How a certificate is shown.

use pure_console::{Cell, CellRef, Column, OutputOptions, done, emit_each};
use pure_core::certificate::{Certificate, CertificateRow, Detail};

/// The columns of `purecert list`, `create` and `setattr`.
pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Status"),
    Column::number("Key Size"),
    Column::new("Issued To"),
    Column::new("Issued By"),
    Column::time("Valid From"),
    Column::time("Valid To"),
    Column::new("Country"),
    Column::new("State/Province"),
    Column::new("Locality"),
    Column::new("Organization"),
    Column::new("Organizational Unit"),
    Column::new("Email"),
    Column::new("Common Name"),
];

/// A certificate under [`COLUMNS`].
pub(crate) fn of<'a>(row: &CertificateRow<'a>) -> [CellRef<'a>; 14] {
    [
        CellRef::Text(row.name),
        CellRef::Text(row.status.as_str()),
        CellRef::Integer(row.key_size.into()),
        row.issued_to.into(),
        row.issued_by.into(),
        CellRef::Time(row.validity.from),
        CellRef::Time(row.validity.to),
        row.country.into(),
        row.state.into(),
        row.locality.into(),
        row.organization.into(),
        row.organizational_unit.into(),
        row.email.into(),
        row.common_name.into(),
    ]
}

/// Prints certificates under [`COLUMNS`].
pub(crate) fn print(certificates: &[Certificate], output: &OutputOptions) -> anyhow::Result<()> {
    done(emit_each(COLUMNS, output, |sink| {
        let mut rows = certificates
            .iter()
            .map(|certificate| of(&certificate.row()));
        let _ = rows.try_for_each(|row| sink(&row));
        Ok(())
    }))
}

/// The columns of `purecert list --detail`.
pub(crate) const DETAIL_COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Serial Number"),
    Column::new("SHA-256 Fingerprint"),
    Column::new("Subject Alternative Names"),
    Column::new("Key Algorithm"),
    Column::number("Key Size"),
    Column::new("Uses"),
    Column::number("Days Left"),
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
