//! `purekmip list`

use std::io::{self, Write};

use pure_console::{Batch, Outcome, emit};
use pure_core::Array;
use pure_core::kmip_server::KmipServer;

use crate::{cli, rows, select};

/// Lists KMIP servers, or prints their CA certificates.
pub(crate) fn run(array: &Array, wish: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let servers = select::servers(array, &wish.names, &mut batch)?;
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
