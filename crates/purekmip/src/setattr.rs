//! `purekmip setattr`

use pure_console::{Outcome, emit_done, would_unlock};
use pure_core::Purity;
use pure_core::kmip_server::{KmipServerError, Uris};
use pure_core::operation::KmipServerChange;

use crate::{cli, prompt, rows};

/// Changes a KMIP server. Everything that can be known before is checked before the operator is
/// asked for the CA certificate.
pub(crate) fn run(purity: &Purity, options: cli::Setattr) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    let cli::Setattr {
        name,
        uri,
        certificate,
        ca_certificate,
        ca_certificate_file,
        safety,
        output,
    } = options;
    let uris = if uri.is_empty() {
        None
    } else {
        let uris = Uris::try_from(uri).map_err(KmipServerError::Uris);
        Some(uris.map_err(|error| prompt::about(&name, error))?)
    };
    purity.check_kmip_server_change(&name, certificate.as_ref())?;
    let ca_certificate =
        prompt::ca_certificate(&name, ca_certificate, ca_certificate_file.as_deref())?;
    let change = KmipServerChange {
        uris,
        certificate,
        ca_certificate,
    };
    if safety.dry_run {
        purity.rehearse_kmip_server_change(&name, &change)?;
        would_unlock(&name);
        return Ok(Outcome::Done);
    }
    let server = purity.change_kmip_server(&name, &change, safety.force)?;
    emit_done(rows::COLUMNS, [Ok(rows::of(&server))], &output)?;
    Ok(Outcome::Done)
}
