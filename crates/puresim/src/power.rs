//! `puresim power`: switching the array off and on.

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, Progress, emit};
use pure_core::Array;
use pure_core::drive::{self, Status};
use pure_core::key::Step;
use pure_core::power::{self, State, committed};

use crate::current;

/// A verb of `puresim power`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Switch the array on, and unlock it drive by drive
    ///
    /// Combines the drives' shares of the array key and, with Rapid Data Locking, asks the security
    /// token for its secret. The array stays locked when there are too few drives, or when the
    /// token does not give its secret.
    On,
    /// Switch the array off: no key is left on the machine
    ///
    /// Wipes the memory of the array, in which its data encryption key is while it is on.
    Off,
    /// Switch the array off and on again
    ///
    /// Loses the memory of the array as a loss of power does, and unlocks it anew.
    Cycle,
    /// Show whether the array is on, and why not
    ///
    /// Shows the state of the array, how many of its drives are there, and how many it takes.
    Status {
        /// How the status is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("State"),
    Column::new("SSDs"),
    Column::new("Threshold"),
    Column::new("Generation"),
    Column::new("Rotated"),
    Column::new("Reason"),
];

/// Does it.
///
/// # Errors
/// Why the array stays locked.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Status { output } => status(&current::array()?, output)?,
        // What is due by itself may wait: the operator is about to change the power anyway.
        Verb::On => switch_on(&Array::current()?)?,
        Verb::Off => {
            let array = Array::current()?;
            power::off(&array, &array.exclusive()?)?;
        }
        Verb::Cycle => {
            let array = Array::current()?;
            power::off(&array, &array.exclusive()?)?;
            switch_on(&array)?;
        }
    }
    Ok(Outcome::Done)
}

fn switch_on(array: &Array) -> anyhow::Result<()> {
    let exclusive = array.exclusive()?;
    let total = drive::list(array)?.len();
    let mut progress = Progress::new(total, "Unlocking");
    let mut steps = Vec::new();
    let done = power::on(array, &exclusive, &mut |step| {
        progress.step(bay(&step));
        steps.push(step);
    });
    progress.finish();
    for step in &steps {
        println!("{:<10}  {}", bay(step), outcome(step));
    }
    done?;
    println!("{} is on.", array.name());
    Ok(())
}

fn bay(step: &Step) -> &str {
    match step {
        Step::Unlocked(bay) | Step::Stale(bay) | Step::Refused(bay) | Step::Absent(bay) => bay,
    }
}

fn outcome(step: &Step) -> &'static str {
    match step {
        Step::Unlocked(_) => "unlocked",
        Step::Stale(_) => "stale, joins at the next rotation",
        Step::Refused(_) => "locked, the key does not open it",
        Step::Absent(_) => "missing",
    }
}

fn status(array: &Array, output: &OutputOptions) -> anyhow::Result<()> {
    let committed = committed(array)?;
    let present = drive::list(array)?
        .iter()
        .filter(|drive| drive.status == Status::Healthy)
        .filter(|drive| drive.row.bay.kind() == drive::Kind::Ssd)
        .count();
    let reason = match &committed.state {
        State::Locked(reason) => reason.as_str().into(),
        State::On | State::Off => Cell::Empty,
    };
    let generation = committed.generation.number().cast_signed();
    let row = vec![
        array.name().as_str().into(),
        committed.state.as_str().into(),
        present.into(),
        committed.threshold.needed().into(),
        generation.into(),
        committed.rotated.into(),
        reason,
    ];
    emit(COLUMNS, [Ok(row)], output)
}
