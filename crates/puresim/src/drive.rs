//! `puresim drive`: the drives of the array, and what is done to them by hand.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use pure_console::{Cell, Column, Outcome, OutputOptions, echo, emit, on};
use pure_core::drive::{self, Bay, DriveRow, Listed};
use pure_core::power::{State, committed, unlocked};

use crate::current;

/// A verb of `puresim drive`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the drives
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Take a drive out of its bay; the others stay as they are
    Pull(Pull),
    /// Put a drive back into its bay, or into another one
    Insert(Insert),
    /// Add a new SSD
    Add {
        /// The bay; the first free one when it is left out
        bay: Option<Bay>,
    },
    /// Let a drive fail for good
    Fail {
        /// The bay of the drive
        bay: Bay,
    },
    /// Put a new drive in the place of one that failed or was pulled
    Replace {
        /// The bay of the drive
        bay: Bay,
    },
}

/// `puresim drive pull`
#[derive(Args, Debug)]
pub struct Pull {
    /// The bay of the drive
    pub bay: Bay,
    /// Carry it into this folder instead of onto the shelf
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}

/// `puresim drive insert`
#[derive(Args, Debug)]
pub struct Insert {
    /// The empty bay
    pub bay: Bay,
    /// The file of the drive, when it does not lie on the shelf
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Type"),
    Column::new("Status"),
    Column::new("Capacity"),
    Column::new("Serial"),
    Column::new("Protection"),
];

fn row(drive: &Listed) -> Vec<Cell> {
    let Listed {
        row,
        status,
        protection,
    } = drive;
    vec![
        row.bay.to_string().into(),
        row.bay.kind().as_str().into(),
        status.as_str().into(),
        Cell::Bytes(row.capacity),
        row.serial.as_str().into(),
        protection.map(drive::Protection::as_str).into(),
    ]
}

/// Does it.
///
/// # Errors
/// When the array is off or locked and the verb needs its keys, or the drive cannot be moved.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let array = current::array()?;
    let exclusive = || array.exclusive();
    let changed: DriveRow = match verb {
        Verb::List { output } => {
            let drives = drive::list(&array)?;
            emit(COLUMNS, drives.iter().map(|drive| Ok(row(drive))), output)?;
            return Ok(Outcome::Done);
        }
        Verb::Pull(Pull { bay, to }) => {
            let (row, file) = on(bay, drive::pull(&array, &exclusive()?, *bay, to.as_deref()))?;
            eprintln!("The drive is in {}.", file.display());
            row
        }
        Verb::Insert(Insert { bay, from }) => {
            let exclusive = exclusive()?;
            let keys = match committed(&array)?.state {
                State::On => Some(unlocked(&array)?),
                State::Off | State::Locked(_) => None,
            };
            let from = from.as_deref();
            on(
                bay,
                drive::insert(&array, &exclusive, keys.as_ref(), *bay, from),
            )?
        }
        Verb::Add { bay } => {
            let exclusive = exclusive()?;
            let subject = bay.map_or_else(|| "the new drive".to_owned(), |bay| bay.to_string());
            on(
                subject,
                drive::add(&array, &exclusive, &unlocked(&array)?, *bay),
            )?
        }
        Verb::Fail { bay } => {
            let exclusive = exclusive()?;
            on(
                bay,
                drive::fail(&array, &exclusive, &unlocked(&array)?, *bay),
            )?
        }
        Verb::Replace { bay } => {
            let exclusive = exclusive()?;
            on(
                bay,
                drive::replace(&array, &exclusive, &unlocked(&array)?, *bay),
            )?
        }
    };
    let drives = drive::list(&array)?;
    let shown = drives.iter().filter(|drive| drive.row.bay == changed.bay);
    echo(COLUMNS, shown.map(row))?;
    Ok(Outcome::Done)
}
