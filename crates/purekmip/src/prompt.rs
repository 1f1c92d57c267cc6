//! What the operator gives: URIs, and the CA certificate that is asked for.

use std::path::Path;

use pure_console::prompt::{self, PemKind};
use pure_console::{UsageError, on, render};
use pure_core::kmip_server::{CaCertificate, KmipServerError, Uri, Uris};
use pure_core::{Error, ObjectName, Subject};

/// The CA certificate in `file`, or the one that the operator pastes, when it is `asked_for`.
///
/// # Errors
/// When it cannot be read, or is not a CA certificate; about the KMIP server `name`.
pub(crate) fn ca_certificate(
    name: &ObjectName,
    asked_for: bool,
    file: Option<&Path>,
) -> anyhow::Result<Option<CaCertificate>> {
    let text = match file {
        Some(file) => prompt::pem_file(file)?,
        None if asked_for => prompt::pem(PemKind::CaCertificate)?,
        None => return Ok(None),
    };
    let parsed = text.parse().map_err(KmipServerError::CaCertificate);
    Ok(Some(parsed.map_err(|error| about(name, error))?))
}

/// The URIs that were typed for the KMIP server `name`.
///
/// # Errors
/// When one is given twice: the command line is wrong.
pub(crate) fn uris(name: &ObjectName, typed: Vec<Uri>) -> anyhow::Result<Uris> {
    let uris = Uris::try_from(typed).map_err(|error| {
        let error = about(name, KmipServerError::Uris(error));
        UsageError(render(&error.message()))
    });
    on(name, uris)
}

/// An error of what was given for the KMIP server `name`.
pub(crate) fn about(name: &ObjectName, error: KmipServerError) -> Error {
    Error::about(Subject::KmipServer(name.clone()), error)
}
