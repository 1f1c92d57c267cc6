//! `puresim power`: switching the array off and on.

use clap::Subcommand;
use pure_console::{
    Cell, Column, Outcome, OutputOptions, Progress, done, emit, emit_text, render, working,
};
use pure_core::Bench;
use pure_core::operation::StepOutcome;
use pure_core::power::State;

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
    /// The array loses its memory, as in a loss of power, and is unlocked again.
    Cycle,
    /// Show whether the array is on, and why not
    ///
    /// Shows the state of the array, how many of its SSDs are there, and how many it takes to unlock it.
    #[command(mut_args = OutputOptions::of_one_row)]
    Status {
        /// How the status is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("State"),
    Column::number("SSDs"),
    Column::number("Threshold"),
    Column::number("Generation"),
    Column::time("Rotated"),
    Column::new("Reason"),
];

/// Does it.
///
/// # Errors
/// Why the array stays locked.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    // What is due by itself may wait: the operator is about to change the power anyway.
    let bench = || Bench::open_as_it_is(&context);
    match verb {
        Verb::Status { output } => status(&Bench::open(&context)?, output)?,
        Verb::On => switch_on(&bench()?)?,
        Verb::Off => off(&bench()?)?,
        Verb::Cycle => {
            let bench = bench()?;
            off(&bench)?;
            switch_on(&bench)?;
        }
    }
    Ok(Outcome::Done)
}

fn off(bench: &Bench) -> pure_core::Result<()> {
    working("Waiting for what is running", || bench.power_off())
}

fn switch_on(bench: &Bench) -> anyhow::Result<()> {
    // Read before anything is changed, so that it is no error of what is done.
    let name = bench.name()?;
    let mut progress = Progress::new(bench.drives()?.len(), "Unlocking");
    let mut steps = Vec::new();
    let switched = bench.power_on(&mut |step| {
        progress.step(&step.bay.to_string());
        steps.push(step);
    });
    progress.finish();
    let lines = steps
        .iter()
        .map(|step| format!("{:<10}  {}\n", step.bay.to_string(), outcome(step.outcome)));
    let shown = emit_text(&lines.collect::<String>());
    switched?;
    done(shown.and_then(|()| emit_text(&format!("{name} is on.\n"))))
}

fn outcome(outcome: StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Unlocked => "unlocked",
        StepOutcome::Stale => "stale, joins at the next rotation",
        StepOutcome::Altered => "left out, what it holds was altered",
        StepOutcome::Refused => "locked, the key does not open it",
        StepOutcome::Absent => "missing",
    }
}

fn status(bench: &Bench, output: &OutputOptions) -> anyhow::Result<()> {
    let power = bench.power()?;
    let reason = match &power.status.state {
        State::Locked(reason) => render(reason).into(),
        State::On | State::Off => Cell::Empty,
    };
    let generation = power.status.generation.number().cast_signed();
    let row = vec![
        power.name.as_str().into(),
        power.status.state.as_str().into(),
        power.ssds_present.into(),
        power.status.threshold.needed().into(),
        generation.into(),
        power.status.rotated.into(),
        reason,
    ];
    emit(COLUMNS, [Ok(row)], output)
}
