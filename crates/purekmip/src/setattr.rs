//! `purekmip setattr`

use pure_console::{Outcome, emit, warn};
use pure_core::Array;
use pure_core::kmip_server::{self, Change, KmipServerError, Uris};

use crate::{cli, prompt, rows};

/// Changes a KMIP server. Everything that can be known before is checked before the operator is
/// asked for the CA certificate.
pub(crate) fn run(array: &Array, wish: cli::Setattr) -> anyhow::Result<Outcome> {
    wish.output.check(rows::COLUMNS)?;
    let cli::Setattr {
        name,
        uri,
        certificate,
        ca_certificate,
        force,
        output,
    } = wish;
    let uris = if uri.is_empty() {
        None
    } else {
        Some(rows::on(
            &name,
            Uris::try_from(uri).map_err(KmipServerError::Uris),
        )?)
    };
    rows::on(
        &name,
        kmip_server::require_changeable(array, &name, certificate.as_ref()),
    )?;
    let ca_certificate = prompt::ca_certificate(&name, ca_certificate)?;
    let change = Change {
        uris,
        certificate,
        ca_certificate,
    };
    let changed = rows::on(&name, kmip_server::change(array, &name, &change, force))?;
    let results = changed.test.into_iter().flat_map(|test| test.results);
    for result in results.filter(|result| result.verdict.is_err()) {
        warn(format!("{}: {}", result.uri, result.details()));
    }
    emit(rows::COLUMNS, [Ok(rows::of(&changed.server))], &output)?;
    Ok(Outcome::Done)
}
