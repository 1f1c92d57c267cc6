//! `puresim log`: the array's history.

use std::io::stdout;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, emit_newest};
use pure_core::log::Entry;
use pure_core::{Bench, Context};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// How often the history is looked at.
const PAUSE: Duration = Duration::from_millis(500);

/// `puresim log`
#[derive(Args, Debug)]
pub struct Log {
    /// Keep printing new events, until Ctrl-C
    #[arg(long, conflicts_with_all = ["json", "sort", "page"])]
    follow: bool,
    /// How the list is printed.
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::time("Time"),
    Column::new("User"),
    Column::new("Event"),
    Column::new("Subject"),
    Column::new("Detail"),
];

fn row(entry: Entry) -> Vec<Cell> {
    vec![
        entry.time.into(),
        entry.user.into(),
        entry.event.into(),
        entry.subject.into(),
        entry.detail.into(),
    ]
}

/// Does it.
///
/// # Errors
/// When the array's state cannot be read.
pub fn run(options: &Log) -> anyhow::Result<Outcome> {
    let context = pure_console::context()?;
    let entries = Bench::open(&context)?.log()?;
    let seen = entries.len();
    let rows = entries.into_iter().map(|entry| Ok(row(entry)));
    emit_newest(COLUMNS, rows, &options.output)?;
    if options.follow {
        follow(&context, seen, &options.output)?;
    }
    Ok(Outcome::Done)
}

/// Prints what comes after the entries that were `seen`, until nobody reads any more.
fn follow(context: &Context, mut seen: usize, output: &OutputOptions) -> anyhow::Result<()> {
    let output = OutputOptions {
        notitle: true,
        limit: None,
        ..output.clone()
    };
    while is_read(PAUSE)? {
        // What is due is left to the commands: this only looks.
        let entries = Bench::open_existing(context)?.log()?;
        let count = entries.len();
        if count > seen {
            let new = entries.into_iter().skip(seen);
            emit(COLUMNS, new.map(|entry| Ok(row(entry))), &output)?;
        }
        // A snapshot that is restored has fewer.
        seen = count;
    }
    Ok(())
}

/// Waits, and says whether somebody still reads standard output.
fn is_read(pause: Duration) -> anyhow::Result<bool> {
    let output = stdout();
    let mut descriptors = [PollFd::new(&output, PollFlags::empty())];
    let pause = Timespec::try_from(pause).context("the pause is short")?;
    match poll(&mut descriptors, Some(&pause)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error).context("Cannot wait"),
    }
    let gone = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
    Ok(!descriptors[0].revents().intersects(gone))
}
