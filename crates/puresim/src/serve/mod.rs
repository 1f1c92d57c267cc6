//! `puresim serve`: the doors of arrays, in the foreground or in the background.

mod control;
mod served;

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Outcome, OutputOptions, emit, warn};
use pure_core::{Arrays, ObjectName};
use pure_doors::{Doors, Opened, Options, RestVersion, ServeError, Ssh, SshLimits};
use pure_keymanager::{Instance, InstanceError};

pub(crate) use control::{STATUS_COLUMNS, running, start_unless_running, stop};
pub(crate) use served::{COLUMNS, Served};

use crate::background;
use crate::complete;
use crate::shell;

/// `puresim serve`
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    mut_args = OutputOptions::in_long_help
)]
pub struct Serve {
    /// In the background instead.
    #[command(subcommand)]
    verb: Option<Verb>,
    /// What is served, and where.
    #[command(flatten)]
    open: Open,
}

/// A verb of `puresim serve`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open the doors in the background
    ///
    /// Returns when they are open, and shows where. They stay open until puresim serve stop, or until the
    /// machine is shut down.
    Start(Open),
    /// Close the doors that are open in the background
    ///
    /// Requests that are being answered are answered. The arrays stay as they are.
    Stop,
    /// Show whether the doors are open, and where
    ///
    /// Shows the addresses of each array that is served, and the process.
    Status(control::Status),
}

/// What is served, and where.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Open {
    /// Array, may be repeated [default: the current one]
    #[arg(
        long = "array",
        value_name = "NAME",
        add = ArgValueCompleter::new(complete::arrays)
    )]
    pub(crate) arrays: Vec<ObjectName>,
    /// Serve all arrays
    #[arg(long, conflicts_with = "arrays")]
    pub(crate) all: bool,
    /// Where to listen; port 0 picks free ones
    ///
    /// The first array listens there, each further one on the port after that of the one before it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = DEFAULT_ADDRESS)]
    pub(crate) listen: String,
    /// Where to listen for SSH [default: nowhere]
    ///
    /// Opens the array's commands to SSH clients, each array at a port of its own, as with --listen.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) ssh: Option<String>,
    /// Newest REST API [default: that of its Purity]
    ///
    /// The newest version of the REST API to offer, at most 2.56.
    #[arg(long, value_name = "2.N")]
    pub(crate) rest_version: Option<RestVersion>,
    /// Leave the terminal's session: how `start` runs it
    #[arg(long, hide = true)]
    pub(crate) background: bool,
    /// How the addresses are printed.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

/// Where the first array listens by default.
pub(crate) const DEFAULT_ADDRESS: &str = "127.0.0.1:8443";

impl Open {
    /// That array, where it is served by default; at a free port when another has that one.
    pub(crate) fn of_array(name: ObjectName) -> Self {
        let or_free = |address: &str| match TcpListener::bind(address) {
            Ok(_) => address.to_owned(),
            Err(_) => FREE_PORT.to_owned(),
        };
        Self {
            arrays: vec![name],
            all: false,
            listen: or_free(DEFAULT_ADDRESS),
            ssh: Some(or_free(SSH_ADDRESS)),
            rest_version: None,
            background: false,
            output: OutputOptions::default(),
        }
    }

    /// The same at free ports.
    pub(crate) fn at_free_ports(self) -> Self {
        Self {
            listen: FREE_PORT.to_owned(),
            ssh: Some(FREE_PORT.to_owned()),
            ..self
        }
    }
}

const FREE_PORT: &str = "127.0.0.1:0";

/// Where `puresim up` opens the first array for SSH.
const SSH_ADDRESS: &str = "127.0.0.1:8022";

/// Does it; in the foreground until it is interrupted.
///
/// # Errors
/// When there is no such array, or the address cannot be listened on.
pub fn run(options: &Serve) -> anyhow::Result<Outcome> {
    match &options.verb {
        None => foreground(&options.open),
        Some(Verb::Start(open)) => control::start(open),
        Some(Verb::Stop) => control::stop(),
        Some(Verb::Status(status)) => control::status(status),
    }
}

fn foreground(options: &Open) -> anyhow::Result<Outcome> {
    options.output.check(COLUMNS)?;
    let context = pure_console::context()?;
    let arrays = arrays(options, &context)?;
    if options.background {
        background::detach();
    }
    let folder = context
        .home
        .prepare_doors()
        .map_err(pure_core::Error::from)?;
    let mut instance = match Instance::claim(&folder) {
        Ok(instance) => Some(instance),
        // In the foreground several may serve a home, each other arrays. One is found by the others.
        Err(InstanceError::Running(_)) if !options.background => None,
        Err(error) => return Err(control::said(error)),
    };
    let options_of_doors = Options {
        ssh: options.ssh.as_deref().map(ssh).transpose()?,
        newest: options.rest_version,
        ..Options::default()
    };
    let doors = Doors::open(
        &context,
        &arrays,
        address(&options.listen)?,
        options_of_doors,
    );
    let doors = doors.map_err(|error| match error {
        // Said as any other command says it.
        ServeError::Array(error) => error.into(),
        error => anyhow::Error::from(error),
    })?;
    for opened in doors.opened() {
        warn_of(opened);
    }
    let served: Vec<Served> = doors.opened().iter().map(Served::of).collect();
    // Kept until the end: by its lock others see that this is running.
    if let Some(instance) = &mut instance {
        let line = served::to_line(&served)?;
        instance.ready(&line).map_err(control::said)?;
    }
    if !options.background {
        let rows = served.iter().map(|served| Ok(served.row()));
        emit(COLUMNS, rows, &options.output)?;
    }
    doors.run()?;
    Ok(Outcome::Done)
}

fn warn_of(opened: &Opened) {
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

fn arrays(options: &Open, context: &pure_core::Context) -> anyhow::Result<Vec<ObjectName>> {
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

fn ssh(address_text: &str) -> anyhow::Result<Ssh> {
    Ok(Ssh {
        address: address(address_text)?,
        programs: shell::programs(),
        limits: SshLimits::default(),
    })
}

fn address(text: &str) -> anyhow::Result<SocketAddr> {
    let invalid =
        || format!("Cannot listen on {text}. Give an address and a port, as in 127.0.0.1:8443");
    let mut found = text.to_socket_addrs().with_context(invalid)?;
    found.next().with_context(invalid)
}
