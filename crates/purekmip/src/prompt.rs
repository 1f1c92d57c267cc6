//! Asking for the CA certificate.

use pure_console::prompt::{self, PemKind};
use pure_core::ObjectName;
use pure_core::kmip_server::{CaCertificate, KmipServerError};

/// The CA certificate that the operator pastes, when `wanted`.
///
/// # Errors
/// When it cannot be read, or is no CA certificate; about the KMIP server `name`.
pub(crate) fn ca_certificate(
    name: &ObjectName,
    wanted: bool,
) -> anyhow::Result<Option<CaCertificate>> {
    if !wanted {
        return Ok(None);
    }
    let text = prompt::pem(PemKind::CaCertificate)?;
    let parsed = text.parse().map_err(KmipServerError::CaCertificate);
    pure_console::on(name, parsed).map(Some)
}
