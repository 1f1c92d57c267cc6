//! `purekmip list`

use anyhow::Context;
use pure_console::{Batch, Cell, Column, Outcome, emit, emit_nothing, emit_text};
use pure_core::Purity;
use pure_core::kmip_server::KmipServer;

use crate::{cli, rows, select};

/// Lists KMIP servers, or prints their CA certificates.
pub(crate) fn run(purity: &Purity, options: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let servers = select::servers(purity, &options.names, &mut batch)?;
    if servers.is_empty() && batch.outcome() == Outcome::NotOk {
        if !options.ca_certificate {
            emit_nothing(columns(options), &options.output)?;
        }
    } else if options.ca_certificate {
        print_ca_certificates(&servers, &mut batch)?;
    } else if options.detail {
        let rows = servers.iter().map(|server| detailed(purity, server));
        emit(rows::DETAIL_COLUMNS, rows, &options.output)?;
    } else {
        emit(
            rows::COLUMNS,
            servers.iter().map(|server| Ok(rows::of(server))),
            &options.output,
        )?;
    }
    Ok(batch.outcome())
}

fn columns(options: &cli::List) -> &'static [Column] {
    if options.detail {
        rows::DETAIL_COLUMNS
    } else {
        rows::COLUMNS
    }
}

fn detailed(purity: &Purity, server: &KmipServer) -> anyhow::Result<Vec<Cell>> {
    let detail = purity.kmip_server_detail(server)?;
    Ok(rows::of_detail(server, detail, purity.now()))
}

/// Prints the PEM texts one after another.
fn print_ca_certificates(servers: &[KmipServer], batch: &mut Batch) -> anyhow::Result<()> {
    for server in servers {
        let text = batch.run(&server.name, || {
            server.ca_certificate.as_ref().context(
                "KMIP server has no CA certificate. Give it one with purekmip setattr \
                 --ca-certificate.",
            )
        });
        if let Some(text) = text {
            emit_text(&format!("{}\n", text.as_pem()))?;
        }
    }
    Ok(())
}
