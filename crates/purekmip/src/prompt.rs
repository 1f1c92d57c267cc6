//! Asking for the CA certificate.

use pure_console::prompt::{self, PemKind};
use pure_core::kmip_server::{CaCertificate, KmipServerError};
use pure_core::{Error, ObjectName, Subject};

/// The CA certificate that the operator pastes, when `wanted`.
///
/// # Errors
/// When it cannot be read, or is not a CA certificate; about the KMIP server `name`.
pub(crate) fn ca_certificate(
    name: &ObjectName,
    wanted: bool,
) -> anyhow::Result<Option<CaCertificate>> {
    if !wanted {
        return Ok(None);
    }
    let text = prompt::pem(PemKind::CaCertificate)?;
    let parsed = text.parse().map_err(KmipServerError::CaCertificate);
    Ok(Some(parsed.map_err(|error| about(name, error))?))
}

/// An error of what was given for the KMIP server `name`.
pub(crate) fn about(name: &ObjectName, error: KmipServerError) -> Error {
    Error::about(Subject::KmipServer(name.clone()), error)
}
