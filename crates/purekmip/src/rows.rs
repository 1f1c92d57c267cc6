//! How a KMIP server is shown.

use pure_console::{Cell, Column};
use pure_core::ObjectName;
use pure_core::kmip_server::{KmipServer, KmipServerError};

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
