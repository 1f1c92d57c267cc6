//! `puresim drive`: the drives of the array, and what is done to them by hand.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use clap_complete::engine::ArgValueCompleter;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_done, remark, working};
use pure_core::Bench;
use pure_core::drive::Bay;
use pure_core::operation::{ListedDrive, Protection};

use crate::complete;

/// A verb of `puresim drive`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the drives
    ///
    /// Lists the SSDs and the NVRAM devices of the array, bay by bay. A drive is damaged when it cannot
    /// be read, or when what it holds is not what the array gave it; unknown when something lies in a
    /// bay of which the array knows no drive.
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Pull a drive out of its bay
    ///
    /// The drive leaves with its share of the array key; the other drives stay as they are. It is
    /// put onto the shelf, a folder of the home, unless --to names another one.
    Pull(Pull),
    /// Insert a drive that was pulled into a bay
    ///
    /// The drive may come from the shelf or from a file, and go into any empty bay.
    Insert(Insert),
    /// Add a new SSD
    ///
    /// The array key is changed, so that the new SSD holds a share of it.
    #[command(mut_args = OutputOptions::of_one_row)]
    Add {
        /// Bay of the new SSD [default: the first free one]
        bay: Option<Bay>,
        /// How the drive is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Make a drive fail permanently
    ///
    /// The array key is changed, so that the drive's share of it is worthless; what the drive held
    /// is lost. While the array is off, or the key manager away, the change of the key is postponed.
    /// Refused when too few SSDs would be left to open the array.
    #[command(mut_args = OutputOptions::of_one_row)]
    Fail {
        /// Bay of the drive
        #[arg(add = ArgValueCompleter::new(complete::bays))]
        bay: Bay,
        /// How the drive is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Replace a failed, damaged or pulled drive with a new one
    ///
    /// The array key is changed, so that the new drive holds a share of it and the old one is
    /// worthless.
    #[command(mut_args = OutputOptions::of_one_row)]
    Replace {
        /// Bay of the drive
        #[arg(add = ArgValueCompleter::new(complete::bays))]
        bay: Bay,
        /// How the drive is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

impl Verb {
    /// How what it shows is printed.
    fn output(&self) -> &OutputOptions {
        match self {
            Self::List { output }
            | Self::Pull(Pull { output, .. })
            | Self::Insert(Insert { output, .. })
            | Self::Add { output, .. }
            | Self::Fail { output, .. }
            | Self::Replace { output, .. } => output,
        }
    }
}

/// `puresim drive pull`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Pull {
    /// Bay of the drive
    #[arg(add = ArgValueCompleter::new(complete::bays))]
    pub bay: Bay,
    /// Put the drive into this folder instead of onto the shelf
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
    /// How the drive is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `puresim drive insert`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Insert {
    /// Empty bay
    #[arg(add = ArgValueCompleter::new(complete::bays))]
    pub bay: Bay,
    /// File of the drive [default: the one on the shelf]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// How the drive is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What a change of the drives takes its time for.
const SHARING: &str = "Sharing a new array key";

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("Type"),
    Column::new("Status"),
    Column::size("Capacity"),
    Column::new("Serial"),
    Column::new("Protection"),
];

fn row(drive: &ListedDrive) -> Vec<Cell> {
    let ListedDrive {
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
        protection.map(Protection::as_str).into(),
    ]
}

/// Does it.
///
/// # Errors
/// When the array is off or locked and the verb needs its keys, or the drive cannot be moved.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let bench = Bench::open(&pure_console::context()?)?;
    let output = verb.output();
    output.check(COLUMNS)?;
    let changed = match verb {
        Verb::List { .. } => {
            let drives = bench.drives()?;
            emit(COLUMNS, drives.iter().map(|drive| Ok(row(drive))), output)?;
            return Ok(Outcome::Done);
        }
        Verb::Pull(Pull { bay, to, .. }) => {
            let (pulled, file) = bench.pull_drive(*bay, to.as_deref())?;
            remark(format_args!("The drive is in {}.", file.display()));
            pulled
        }
        Verb::Insert(Insert { bay, from, .. }) => {
            working(SHARING, || bench.insert_drive(*bay, from.as_deref()))?
        }
        Verb::Add { bay, .. } => working(SHARING, || bench.add_drive(*bay))?,
        Verb::Fail { bay, .. } => working(SHARING, || bench.fail_drive(*bay))?,
        Verb::Replace { bay, .. } => working(SHARING, || bench.replace_drive(*bay))?,
    };
    emit_done(COLUMNS, [Ok(row(&changed))], output)?;
    Ok(Outcome::Done)
}
