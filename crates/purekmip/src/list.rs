//! `purekmip list`

use std::collections::HashSet;
use std::io::{self, Write};

use pure_console::{Batch, Outcome, emit};
use pure_core::kmip_server::{self, KmipServer};
use pure_core::{Array, NamePattern};

use crate::{cli, rows};

/// Lists KMIP servers, or prints their CA certificates.
pub(crate) fn run(array: &Array, wish: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let servers = find(array, &wish.names, &mut batch)?;
    if wish.ca_certificate {
        print_ca_certificates(&servers, &mut batch)?;
    } else {
        emit(
            rows::COLUMNS,
            servers.iter().map(|server| Ok(rows::of(server))),
            &wish.output,
        )?;
    }
    Ok(batch.outcome())
}

/// The servers whose names fit, each once, in the order asked for; all by name when no name is
/// given. A name that fits none is reported.
fn find(
    array: &Array,
    patterns: &[NamePattern],
    batch: &mut Batch,
) -> anyhow::Result<Vec<KmipServer>> {
    let list = |pattern: &NamePattern| array.store().read(|db| kmip_server::list(db, pattern));
    if patterns.is_empty() {
        return Ok(list(&NamePattern::all())?);
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for pattern in patterns {
        let fitting = batch.run(pattern, || list(pattern)).unwrap_or_default();
        found.extend(fitting.into_iter().filter(|server| seen.insert(server.id)));
    }
    Ok(found)
}

/// Prints the PEM texts one after another.
fn print_ca_certificates(servers: &[KmipServer], batch: &mut Batch) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    for server in servers {
        let text = batch.run(&server.name, || {
            server.ca_certificate.as_ref().ok_or(
                "KMIP server has no CA certificate. Give it one with purekmip setattr \
                 --ca-certificate.",
            )
        });
        if let Some(text) = text {
            writeln!(out, "{}", text.as_pem())?;
        }
    }
    Ok(())
}
