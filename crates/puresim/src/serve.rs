//! `puresim serve`: the doors of arrays, in the foreground.

use std::net::{SocketAddr, ToSocketAddrs};

use anyhow::{Context, bail};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Column, Outcome, OutputOptions, emit, warn};
use pure_core::{Arrays, ObjectName};
use pure_doors::{Doors, Options, RestVersion, ServeError};

use crate::complete;

/// `puresim serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// Array, may be repeated [default: the current one]
    #[arg(
        long = "array",
        value_name = "NAME",
        add = ArgValueCompleter::new(complete::arrays)
    )]
    arrays: Vec<ObjectName>,
    /// Serve all arrays
    #[arg(long, conflicts_with = "arrays")]
    all: bool,
    /// Where to listen; port 0 picks free ones
    ///
    /// The first array listens there, each further one on the port after that of the one before it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8443")]
    listen: String,
    /// Newest REST API [default: that of its Purity]
    ///
    /// The newest version of the REST API to offer, at most 2.56.
    #[arg(long, value_name = "2.N")]
    rest_version: Option<RestVersion>,
    /// How the addresses are printed.
    #[command(flatten)]
    output: OutputOptions,
}

const COLUMNS: &[Column] = &[Column::new("Name"), Column::new("REST")];

/// Does it, until it is interrupted.
///
/// # Errors
/// When there is no such array, or the address cannot be listened on.
pub fn run(options: &Serve) -> anyhow::Result<Outcome> {
    options.output.check(COLUMNS)?;
    let context = pure_console::context()?;
    let arrays = arrays(options, &context)?;
    let served = Options {
        newest: options.rest_version,
        ..Options::default()
    };
    let doors = Doors::open(&context, &arrays, address(&options.listen)?, served);
    let doors = doors.map_err(|error| match error {
        // Said as any other command says it.
        ServeError::Array(error) => error.into(),
        error => anyhow::Error::from(error),
    })?;
    for opened in doors.opened() {
        let name = &opened.name;
        if opened.has_factory_password {
            warn(format!(
                "Array {name}: the password of user pureuser is the factory's, which everybody knows. \
                 Change it with puresim user password pureuser."
            ));
        }
        if !opened.fits {
            warn(format!(
                "Array {name}: the certificate management is not good for {}, and stays as it is, since \
                 it was imported or a key manager knows the array by it. Clients that verify it refuse it.",
                opened.address
            ));
        }
    }
    let rows = doors.opened().iter().map(|opened| {
        Ok(vec![
            opened.name.as_str().into(),
            format!("https://{}", opened.address).into(),
        ])
    });
    emit(COLUMNS, rows, &options.output)?;
    doors.run()?;
    Ok(Outcome::Done)
}

fn arrays(options: &Serve, context: &pure_core::Context) -> anyhow::Result<Vec<ObjectName>> {
    let arrays = Arrays::of(context);
    if options.all {
        let all = arrays.list()?.into_iter().map(|(name, _)| name);
        let all: Vec<ObjectName> = all.collect();
        if all.is_empty() {
            bail!("There is no array. Create one with puresim array create.");
        }
        return Ok(all);
    }
    if options.arrays.is_empty() {
        return Ok(vec![arrays.current()?.name]);
    }
    Ok(options.arrays.clone())
}

fn address(text: &str) -> anyhow::Result<SocketAddr> {
    let invalid =
        || format!("Cannot listen on {text}. Give an address and a port, as in 127.0.0.1:8443");
    let mut found = text.to_socket_addrs().with_context(invalid)?;
    found.next().with_context(invalid)
}
