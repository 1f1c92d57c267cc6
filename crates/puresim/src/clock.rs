//! `puresim clock`: moves the array's clock.

use clap::Subcommand;
use jiff::SignedDuration;
use pure_console::{Cell, Column, Outcome, OutputOptions, done, emit, render, warn};
use pure_core::clock::Span;
use pure_core::{Bench, Clock};

/// A verb of `puresim clock`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Move the array's clock forward
    ///
    /// What is due by the new time, such as a new array key every 24 hours, is done at once.
    Advance {
        /// Span of time, as in 24h, 90m or 1d12h
        #[arg(value_name = "SPAN")]
        span: Span,
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Reset the array's clock to the host's
    ///
    /// The array's time is that of this machine again.
    Reset {
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show the array's time
    ///
    /// Shows the time, and how far it is ahead of the host's.
    Show {
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::time("Time"),
    Column::new("Offset"),
];

/// Does it.
///
/// # Errors
/// When the array cannot be used, or its clock not be moved so far.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let bench = Bench::open(&context)?;
    match verb {
        Verb::Advance { span, output } => {
            output.check(COLUMNS)?;
            bench.name()?;
            let clock = bench.advance_clock(*span)?;
            // Opened anew it tells the new time, and the array does what is due by then.
            if let Err(error) = Bench::open(&context) {
                let reason = render(&error.message());
                warn(format!(
                    "The clock is moved, and what is due by then could not be done. {reason}"
                ));
            }
            done(show(&bench, &clock, output))
        }
        Verb::Reset { output } => {
            output.check(COLUMNS)?;
            let clock = bench.reset_clock()?;
            done(show(&bench, &clock, output))
        }
        Verb::Show { output } => show(&bench, bench.clock(), output),
    }
}

fn show(bench: &Bench, clock: &Clock, output: &OutputOptions) -> anyhow::Result<Outcome> {
    let row = vec![
        bench.name()?.as_str().into(),
        clock.now().into(),
        offset(clock.offset()),
    ];
    emit(COLUMNS, [Ok(row)], output)?;
    Ok(Outcome::Done)
}

fn offset(offset: SignedDuration) -> Cell {
    Span::from_seconds(offset.as_secs())
        .map(|span| span.to_string())
        .into()
}
