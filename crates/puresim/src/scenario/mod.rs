//! `puresim scenario`: states that are worth a rehearsal, each in one command.

mod definition;
mod step;

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_text, working};

pub use definition::{Scenario, UnknownScenario};

use crate::keymanager::Listen;
use crate::setup::Setup;

/// A verb of `puresim scenario`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the scenarios
    ///
    /// Lists the states that an array can be brought into, each with a sentence.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show what a scenario does, how to see it, and how to fix it
    ///
    /// Prints the commands that show the state, and those that get the array out of it.
    Show {
        /// Scenario
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(Scenario::complete))]
        name: Scenario,
    },
    /// Bring the array and its key manager to a state
    ///
    /// Sets up whatever of puresim up is missing, and continues from there.
    Use {
        /// Scenario
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(Scenario::complete))]
        name: Scenario,
    },
}

pub(crate) const COLUMNS: &[Column] = &[Column::new("Name"), Column::new("Summary")];

/// Does it.
///
/// # Errors
/// When the state cannot be reached from the present one.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::List { output } => {
            let rows = Scenario::all().map(|scenario| {
                let definition = scenario.definition();
                Ok(vec![scenario.name().into(), Cell::from(definition.summary)])
            });
            emit(COLUMNS, rows, output)?;
            Ok(Outcome::Done)
        }
        Verb::Show { name } => {
            emit_text(&name.definition().to_string())?;
            Ok(Outcome::Done)
        }
        Verb::Use { name } => {
            let context = pure_console::context()?;
            let complete = || Setup::complete(&context, &Listen::default());
            enter(name, &working("Setting up", complete)?)
        }
    }
}

/// Goes to the state from what was set up, and says how to see it and to fix it.
pub(crate) fn enter(scenario: &Scenario, setup: &Setup) -> anyhow::Result<Outcome> {
    let definition = scenario.definition();
    for step in &definition.steps {
        working("Working", || step.run(setup))?;
    }
    emit_text(&definition.to_string())?;
    Ok(Outcome::Done)
}
