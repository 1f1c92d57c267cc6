//! `puresim up` and `puresim down`: everything that the guide sets up, in one command.

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, warn, working};
use pure_core::{Arrays, Context, ObjectName};

use crate::keymanager::{self, Listen};
use crate::scenario::{self, Scenario};
use crate::serve::{self, Served};
use crate::setup::Setup;

/// `puresim up`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Up {
    /// Go on to this state: see puresim scenario list
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(Scenario::complete))]
    pub scenario: Option<Scenario>,
    /// Where and how the key manager listens.
    #[command(flatten)]
    pub listen: Listen,
    /// How it is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Part"),
    Column::new("Name"),
    Column::new("State"),
];

/// Sets up what is missing, and shows what is where.
pub(crate) fn up(options: &Up) -> anyhow::Result<Outcome> {
    options.output.check(COLUMNS)?;
    let context = pure_console::context()?;
    let complete = || Setup::complete(&context, &options.listen);
    let setup = working("Setting up", complete)?;
    let mut rows = rows(&setup)?;
    rows.extend(doors(&context)?);
    emit(COLUMNS, rows.into_iter().map(Ok), &options.output)?;
    match &options.scenario {
        Some(scenario) => scenario::enter(scenario, &setup),
        None => Ok(Outcome::Done),
    }
}

fn rows(setup: &Setup) -> anyhow::Result<Vec<Vec<Cell>>> {
    let purity = setup.bench.purity();
    let power = setup.bench.power()?;
    let mut rows = Vec::new();
    if let Some((running, app)) = &setup.key_manager {
        rows.push(["key manager", &running.address, "running"].map(Cell::from));
        rows.push(["app", &app.name, &app.id].map(Cell::from));
    }
    let certificate = purity.certificate(&setup.server.certificate)?;
    let until = certificate.row().validity.to.strftime("valid to %F %T UTC");
    let until = until.to_string();
    rows.push(["certificate", certificate.name.as_str(), &until].map(Cell::from));
    let uris = setup.server.uris.to_string();
    rows.push(["KMIP server", setup.server.name.as_str(), &uris].map(Cell::from));
    rows.push(["array", power.name.as_str(), power.status.state.as_str()].map(Cell::from));
    let condition = setup.condition()?;
    rows.push(
        [
            "security token",
            setup.server.name.as_str(),
            condition.as_str(),
        ]
        .map(Cell::from),
    );
    Ok(rows.into_iter().map(Vec::from).collect())
}

/// Opens the doors of the current array unless they are open: where `puresim serve` opens them, or at a
/// free port when another has that one.
fn doors(context: &Context) -> anyhow::Result<Vec<Vec<Cell>>> {
    let name = Arrays::of(context).current()?.name;
    let served = match serve::running()? {
        Some((_, served)) => served,
        None => open_doors(&name)?,
    };
    let name = name.as_str();
    let Some(served) = served
        .iter()
        .find(|served| served.name.eq_ignore_ascii_case(name))
    else {
        warn(format!(
            "The doors are open, but not those of array {name}. Close them with puresim serve stop, and \
             open them for all arrays with puresim serve start --all."
        ));
        return Ok(Vec::new());
    };
    let mut rows = vec![["REST", name, &served.rest].map(Cell::from).into()];
    if let Some(ssh) = &served.ssh {
        rows.push(["SSH", name, ssh].map(Cell::from).into());
    }
    Ok(rows)
}

fn open_doors(name: &ObjectName) -> anyhow::Result<Vec<Served>> {
    let open = || serve::Open::of_array(name.clone());
    serve::start_unless_running(&open()).or_else(|error| {
        // Another may have taken one of the ports just now.
        serve::start_unless_running(&open().at_free_ports()).map_err(|_| error)
    })
}

/// Closes the doors and stops the key manager. The array stays as it is.
pub(crate) fn down() -> anyhow::Result<Outcome> {
    if serve::running()?.is_some() {
        serve::stop()?;
    }
    keymanager::stop()
}
