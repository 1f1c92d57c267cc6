//! `puresim log`: the array's history.

use clap::Args;
use pure_console::{Column, Outcome, OutputOptions, emit};
use pure_core::Bench;

/// `puresim log`
#[derive(Args, Debug)]
pub struct Log {
    /// How the list is printed.
    #[command(flatten)]
    output: OutputOptions,
}

const COLUMNS: &[Column] = &[
    Column::time("Time"),
    Column::new("User"),
    Column::new("Event"),
    Column::new("Subject"),
    Column::new("Detail"),
];

/// Does it.
///
/// # Errors
/// When the array's state cannot be read.
pub fn run(options: &Log) -> anyhow::Result<Outcome> {
    let bench = Bench::open(&pure_console::context()?)?;
    let rows = bench.log()?.into_iter().map(|entry| {
        Ok(vec![
            entry.time.into(),
            entry.user.into(),
            entry.event.into(),
            entry.subject.into(),
            entry.detail.into(),
        ])
    });
    emit(COLUMNS, rows, &options.output)?;
    Ok(Outcome::Done)
}
