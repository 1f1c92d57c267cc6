//! `purekmip setattr`

use pure_console::{Outcome, emit_done, working, would_unlock};
use pure_core::Purity;
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
        Some(prompt::uris(&name, uri)?)
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
        let rehearse = || purity.rehearse_kmip_server_change(&name, &change);
        working("Trying the change", rehearse)?;
        would_unlock(&name);
        return Ok(Outcome::Done);
    }
    let change = || purity.change_kmip_server(&name, &change, safety.force);
    let server = working("Testing the change", change)?;
    emit_done(rows::COLUMNS, [Ok(rows::of(&server))], &output)?;
    Ok(Outcome::Done)
}
