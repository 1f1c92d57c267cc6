//! `purekmip create`

use pure_console::{Outcome, emit_done};
use pure_core::Purity;
use pure_core::kmip_server::NewKmipServer;

use crate::{cli, prompt, rows};

/// Creates a KMIP server. Everything that can be known before is checked before the operator is
/// asked for the CA certificate.
pub(crate) fn run(purity: &Purity, options: cli::Create) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    let cli::Create {
        name,
        uri,
        certificate,
        ca_certificate,
        ca_certificate_file,
        if_missing,
        output,
    } = options;
    let uris = prompt::uris(&name, uri)?;
    if !if_missing {
        purity.check_new_kmip_server(&name, &certificate)?;
    }
    let ca_certificate =
        prompt::ca_certificate(&name, ca_certificate, ca_certificate_file.as_deref())?;
    let new = NewKmipServer {
        uris,
        certificate,
        ca_certificate,
    };
    let server = if if_missing {
        purity.create_kmip_server_unless_there(&name, &new)?
    } else {
        purity.create_kmip_server(&name, &new)?
    };
    emit_done(rows::COLUMNS, [Ok(rows::of(&server))], &output)?;
    Ok(Outcome::Done)
}
