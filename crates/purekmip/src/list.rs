//! `purekmip list`

use std::io::{self, ErrorKind, Write};

use anyhow::Context;
use pure_console::{Batch, Cell, Outcome, emit, warn};
use pure_core::Array;
use pure_core::kmip_server::{self, KmipServer};

use crate::{cli, rows, select};

/// Lists KMIP servers, or prints their CA certificates.
pub(crate) fn run(array: &Array, wish: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let servers = select::servers(array, &wish.names, &mut batch)?;
    if wish.ca_certificate {
        print_ca_certificates(&servers, &mut batch)?;
    } else if wish.detail {
        let rows = servers.iter().map(|server| detailed(array, server));
        emit(rows::DETAIL_COLUMNS, rows, &wish.output)?;
    } else {
        emit(
            rows::COLUMNS,
            servers.iter().map(|server| Ok(rows::of(server))),
            &wish.output,
        )?;
    }
    Ok(batch.outcome())
}

/// The row of `--detail`; warns when the array's certificate is not valid, or soon will not be.
fn detailed(array: &Array, server: &KmipServer) -> anyhow::Result<Vec<Cell>> {
    let detail = array.store().read(|db| kmip_server::detail(db, server));
    let detail = rows::on(&server.name, detail)?;
    if let Some(warning) = detail.certificate_validity.warning(array.now()) {
        warn(format_args!(
            "Certificate {} {warning}.",
            server.certificate
        ));
    }
    Ok(rows::of_detail(server, detail, array.now()))
}

/// Prints the PEM texts one after another. A reader that has seen enough, as in `| head`, is no
/// failure.
fn print_ca_certificates(servers: &[KmipServer], batch: &mut Batch) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for server in servers {
        let text = batch.run(&server.name, || {
            server.ca_certificate.as_ref().context(
                "KMIP server has no CA certificate. Give it one with purekmip setattr \
                 --ca-certificate.",
            )
        });
        let Some(text) = text else { continue };
        match writeln!(out, "{}", text.as_pem()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(())
}
