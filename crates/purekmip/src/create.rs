//! `purekmip create`

use pure_console::{Outcome, emit};
use pure_core::Array;
use pure_core::kmip_server::{self, KmipServerError, NewKmipServer, Uris};

use crate::{cli, prompt, rows};

/// Creates a KMIP server. Everything that can be known before is checked before the operator is
/// asked for the CA certificate.
pub(crate) fn run(array: &Array, wish: cli::Create) -> anyhow::Result<Outcome> {
    wish.output.check(rows::COLUMNS)?;
    let cli::Create {
        name,
        uri,
        certificate,
        ca_certificate,
        output,
    } = wish;
    let uris = rows::on(&name, Uris::try_from(uri).map_err(KmipServerError::Uris))?;
    rows::on(
        &name,
        kmip_server::require_creatable(array, &name, &certificate),
    )?;
    let ca_certificate = prompt::ca_certificate(&name, ca_certificate)?;
    let wish = NewKmipServer {
        uris,
        certificate,
        ca_certificate,
    };
    let server = rows::on(&name, kmip_server::create(array, &name, &wish))?;
    emit(rows::COLUMNS, [Ok(rows::of(&server))], &output)?;
    Ok(Outcome::Done)
}
