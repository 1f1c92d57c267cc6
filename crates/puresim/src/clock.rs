//! `puresim clock`: moves the home's clock, and an array's own away from it.

use clap::{Args, Subcommand};
use jiff::SignedDuration;
use pure_console::{Cell, Column, Outcome, OutputOptions, done, emit, render, warn};
use pure_core::clock::Span;
use pure_core::{Bench, Clock, Context};

/// A verb of `puresim clock`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Move the clock forward, for all arrays and the key manager
    ///
    /// The time is that of the home: all its arrays and its key manager are in it, one that is
    /// running, too. What is due for the array by the new time, such as a new array key every 24
    /// hours, is done at once; for other arrays at their next command.
    #[command(mut_args = OutputOptions::of_one_row)]
    Advance {
        /// Span of time, as in 24h, 90m or 1d12h
        #[arg(value_name = "SPAN", allow_hyphen_values = true)]
        span: Span,
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Reset the clock to the host's, for all arrays and the key manager
    ///
    /// The time of the home is that of this machine again. The error of an array's own clock stays.
    #[command(mut_args = OutputOptions::of_one_row)]
    Reset {
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show the array's time
    ///
    /// Shows the time, how far it is ahead of the host's, and by how much the array's own clock is
    /// wrong.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show {
        /// How the clock is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show or set by how much the array's own clock is wrong
    ///
    /// A clock that nobody keeps right with NTP differs from everybody else's: of other arrays and
    /// of the key manager. Without an option, shows the clock.
    Skew(Skew),
}

/// `puresim clock skew`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Skew {
    /// Have the array's clock ahead of all others by that span
    #[arg(long, value_name = "SPAN", group = "way")]
    pub ahead: Option<Span>,
    /// Have the array's clock behind all others by that span
    #[arg(long, value_name = "SPAN", group = "way")]
    pub behind: Option<Span>,
    /// Set the array's clock right again
    #[arg(long, group = "way")]
    pub reset: bool,
    /// How the clock is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

impl Skew {
    /// What it is to be; `None` to leave it.
    fn asked(&self) -> Option<SignedDuration> {
        let ahead = self.ahead.map(Span::duration);
        let behind = self.behind.map(|span| -span.duration());
        ahead
            .or(behind)
            .or(self.reset.then_some(SignedDuration::ZERO))
    }
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::time("Time"),
    Column::new("Offset"),
    Column::new("Skew"),
];

/// Does it.
///
/// # Errors
/// When the array cannot be used, or its clock not be moved so far.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let bench = Bench::open(&context)?;
    bench.name()?;
    match verb {
        Verb::Advance { span, output } => {
            output.check(COLUMNS)?;
            let clock = bench.advance_clock(*span)?;
            moved(&context, &bench, &clock, output)
        }
        Verb::Reset { output } => {
            output.check(COLUMNS)?;
            let clock = bench.reset_clock()?;
            done(show(&bench, &clock, output))
        }
        Verb::Skew(skew) => {
            let output = &skew.output;
            output.check(COLUMNS)?;
            match skew.asked() {
                None => show(&bench, bench.clock(), output),
                Some(asked) => {
                    let clock = bench.skew_clock(asked)?;
                    moved(&context, &bench, &clock, output)
                }
            }
        }
        Verb::Show { output } => show(&bench, bench.clock(), output),
    }
}

/// Has the array do what is due by the new time, which it tells when it is opened anew.
fn moved(
    context: &Context,
    bench: &Bench,
    clock: &Clock,
    output: &OutputOptions,
) -> anyhow::Result<Outcome> {
    if let Err(error) = Bench::open(context) {
        let reason = render(&error.message());
        warn(format!(
            "The clock is moved, and what is due by then could not be done. {reason}"
        ));
    }
    done(show(bench, clock, output))
}

fn show(bench: &Bench, clock: &Clock, output: &OutputOptions) -> anyhow::Result<Outcome> {
    let row = vec![
        bench.name()?.as_str().into(),
        clock.now().into(),
        span(clock.offset()),
        span(clock.skew()),
    ];
    emit(COLUMNS, [Ok(row)], output)?;
    Ok(Outcome::Done)
}

/// By how much a clock differs, with its sign when it is behind.
pub(crate) fn span(by: SignedDuration) -> Cell {
    let sign = if by.is_negative() { "-" } else { "" };
    Span::from_seconds(by.as_secs().saturating_abs())
        .map(|span| format!("{sign}{span}"))
        .into()
}
