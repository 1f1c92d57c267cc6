//! `puresim up` and `puresim down`: everything that the guide sets up, in one command.

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit};

use crate::keymanager::{self, Listen};
use crate::scenario::{self, Scenario};
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

const COLUMNS: &[Column] = &[
    Column::new("Part"),
    Column::new("Name"),
    Column::new("State"),
];

/// Sets up what is missing, and shows what is where.
pub(crate) fn up(options: &Up) -> anyhow::Result<Outcome> {
    options.output.check(COLUMNS)?;
    let context = pure_console::context()?;
    let setup = Setup::complete(&context, &options.listen)?;
    emit(COLUMNS, rows(&setup)?.into_iter().map(Ok), &options.output)?;
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

/// Stops the key manager. The array stays as it is.
pub(crate) fn down() -> anyhow::Result<Outcome> {
    keymanager::stop()
}
