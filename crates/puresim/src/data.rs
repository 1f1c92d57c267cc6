//! `puresim data`: volumes, encrypted under the array's data encryption key.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, UsageError, confirm, emit, emit_done, working,
};
use pure_core::data::{DataError, Volume};
use pure_core::{Bench, Error, ObjectName};

use crate::complete;

/// A verb of `puresim data`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Delete volumes
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete {
        /// Volumes to delete
        #[arg(
            value_name = "NAME", required = true, add = ArgValueCompleter::new(complete::volumes)
        )]
        names: Vec<ObjectName>,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// List the volumes
    ///
    /// The array must be unlocked.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Write the contents of a volume to standard output
    ///
    /// The array must be unlocked: the volume is decrypted with its data encryption key.
    Read {
        /// Volume
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::volumes))]
        name: ObjectName,
    },
    /// Write standard input to a volume, replacing its contents
    ///
    /// Creates the volume if there is none of that name. The array must be unlocked: the volume is
    /// encrypted with its data encryption key.
    #[command(mut_args = OutputOptions::of_one_row)]
    Write {
        /// Volume
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::volumes))]
        name: ObjectName,
        /// How the volume is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::size("Size"),
    Column::time("Created"),
];

/// Does it.
///
/// # Errors
/// When the array is off or locked, or the volume cannot be used.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let bench = Bench::open(&pure_console::context()?)?;
    match verb {
        Verb::Delete { names, yes } => delete(&bench, names, *yes),
        Verb::List { output } => {
            let rows = bench.volumes()?.into_iter().map(|volume| Ok(row(volume)));
            emit(COLUMNS, rows, output)?;
            Ok(Outcome::Done)
        }
        Verb::Read { name } => read(&bench, name),
        Verb::Write { name, output } => {
            output.check(COLUMNS)?;
            let source = source(name)?;
            let write = || bench.write_volume(name, source);
            let volume = working(&format!("Writing {name}"), write)?;
            emit_done(COLUMNS, [Ok(row(volume))], output)?;
            Ok(Outcome::Done)
        }
    }
}

/// Standard input, without a buffer between: it is read a chunk at a time.
fn source(name: &ObjectName) -> anyhow::Result<File> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        let usage = format!("Give the contents of {name}, as in puresim data write {name} < FILE.");
        return Err(UsageError(usage).into());
    }
    Ok(stdin.as_fd().try_clone_to_owned()?.into())
}

fn read(bench: &Bench, name: &ObjectName) -> anyhow::Result<Outcome> {
    let sink = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match bench.read_volume(name, sink) {
        // A reader that has seen enough, as in `| head`, is not a failure.
        Err(error) if is_closed_pipe(&error) => {}
        result => drop(result?),
    }
    Ok(Outcome::Done)
}

fn is_closed_pipe(error: &Error) -> bool {
    matches!(
        error.cause().downcast_ref(),
        Some(DataError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe
    )
}

fn delete(bench: &Bench, names: &[ObjectName], yes: bool) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    for name in names {
        // A volume that is not there is not asked for.
        if batch.run(name, || bench.volume(name)).is_some() {
            confirm(&format!("Delete volume {name} permanently?"), yes)?;
            batch.run(name, || bench.delete_volume(name));
        }
    }
    Ok(batch.outcome())
}

fn row(volume: Volume) -> Vec<Cell> {
    vec![
        volume.name.as_str().into(),
        Cell::Bytes(volume.size),
        volume.created.into(),
    ]
}
