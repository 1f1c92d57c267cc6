//! `puresim snapshot`: the array and the embedded key manager as they were at one moment.

use std::ffi::OsStr;

use clap::{Args, Subcommand};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{
    Batch, Cell, Column, Outcome, OutputOptions, confirm, done, emit, render, warn, working,
};
use pure_core::power::State;
use pure_core::{ObjectName, Restored, Snapshot, Snapshots};

use crate::{complete, keymanager};

/// A verb of `puresim snapshot`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Save the array and the embedded key manager as they are now
    ///
    /// Both may be running, and are saved as they are at the same moment. A snapshot is a folder of the
    /// home, and is not encrypted: who can read it has what lies on the drives, and the keys of the key
    /// manager. What the array has in memory is not in it. puresim array export makes one encrypted
    /// file of the array alone, to be carried to another home.
    Save(Save),
    /// Put the array and the embedded key manager back into a state that was saved
    ///
    /// Both may be running, and everything that has changed since is lost, also drives that were
    /// pulled onto the shelf. An array that was on is on again, by an unlock where its memory no longer
    /// has the key; when it does not unlock, the reason is printed and the exit status is 1. A smart card stays
    /// where it is. The time of the home is as it was then. The array still knows of exports that were made
    /// since; one of them can be imported only while its key is on the key manager. Killed on the way, it
    /// is finished by the next command of the array, or by restoring again when that command says so.
    Restore(Save),
    /// List the snapshots
    ///
    /// Lists the snapshots of all arrays of the home, with the state that each array was in.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete snapshots
    ///
    /// What holds keys is overwritten, as far as the disk allows.
    Delete {
        /// Snapshots to delete
        #[arg(value_name = "NAME", required = true, add = ArgValueCompleter::new(snapshots))]
        names: Vec<ObjectName>,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
}

/// `puresim snapshot save` and `puresim snapshot restore`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Save {
    /// Name of the snapshot
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(snapshots))]
    pub name: ObjectName,
    /// How the snapshot is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Array"),
    Column::new("State"),
    Column::new("Key Manager"),
    Column::time("Created"),
];

fn row(snapshot: &Snapshot, state: &State) -> Vec<Cell> {
    let key_manager = if snapshot.has_key_manager {
        "saved".into()
    } else {
        Cell::Unset
    };
    vec![
        snapshot.name.as_str().into(),
        snapshot.array.as_str().into(),
        state.as_str().into(),
        key_manager,
        snapshot.created.into(),
    ]
}

/// Does it.
///
/// # Errors
/// When there is no such snapshot, or there is one already, or it cannot be written.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let snapshots = Snapshots::of(&context);
    match verb {
        Verb::Save(Save { name, output }) => {
            output.check(COLUMNS)?;
            let save = || snapshots.save(name, keymanager::save);
            let saved = working(&format!("Saving {name}"), save)?;
            done(show(&saved, &saved.state, output))
        }
        Verb::Restore(Save { name, output }) => {
            output.check(COLUMNS)?;
            let restore = || snapshots.restore(name, keymanager::restore);
            let restored = working(&format!("Restoring {name}"), restore)?;
            tell_locked(&restored);
            let outcome = outcome(&restored);
            done(show(&restored.snapshot, &restored.state, output))?;
            Ok(outcome)
        }
        Verb::List { output } => {
            let mut batch = Batch::new();
            let listed = snapshots.list().into_iter();
            let rows = listed.filter_map(|(name, found)| {
                let found = batch.run(&name, || found)?;
                Some(Ok(row(&found, &found.state)))
            });
            emit(COLUMNS, rows, output)?;
            Ok(batch.outcome())
        }
        Verb::Delete { names, yes } => {
            let mut batch = Batch::new();
            for name in names {
                // What is not there is not asked for.
                if batch.run(name, || snapshots.require(name)).is_some() {
                    confirm(&format!("Delete snapshot {name}?"), *yes)?;
                    batch.run(name, || snapshots.delete(name));
                }
            }
            Ok(batch.outcome())
        }
    }
}

fn show(snapshot: &Snapshot, state: &State, output: &OutputOptions) -> anyhow::Result<Outcome> {
    emit(COLUMNS, [Ok(row(snapshot, state))], output)?;
    Ok(Outcome::Done)
}

fn tell_locked(restored: &Restored) {
    if let Some(reason) = &restored.locked {
        warn(format!(
            "The array was on, and does not unlock now. {}",
            render(reason)
        ));
    }
}

fn outcome(restored: &Restored) -> Outcome {
    match restored.locked {
        Some(_) => Outcome::NotOk,
        None => Outcome::Done,
    }
}

/// The snapshots whose names begin as `typed`.
fn snapshots(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || Some(Snapshots::of(&pure_console::context().ok()?).list());
    let found = found().unwrap_or_default();
    complete::begin_as(typed, found.iter().map(|(name, _)| name.as_str()))
}
