//! `puresim keymanager log`

use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit_newest};
use pure_keymanager::model::{Event, EventFilter};

/// How many events are shown unless more are asked for.
const USUAL: usize = 1000;

/// `puresim keymanager log`
#[derive(Args, Debug)]
pub struct Log {
    /// Only what was done with this key, app, group or user, by UUID
    #[arg(long, value_name = "UUID")]
    object: Option<String>,
    /// Only the newest N events
    #[arg(long, value_name = "N", default_value_t = USUAL)]
    newest: usize,
    /// How the list is printed.
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::time("Time"),
    Column::new("Door"),
    Column::new("Who"),
    Column::new("Client"),
    Column::new("Action"),
    Column::new("Object"),
    Column::new("Outcome"),
    Column::new("Message"),
];

fn row(event: &Event) -> Vec<Cell> {
    vec![
        super::time(event.time.div_euclid(1000)),
        event.door.as_str().into(),
        event.name.as_str().into(),
        event.client.clone().into(),
        event.action.as_str().into(),
        event.object.clone().into(),
        if event.done { "done" } else { "refused" }.into(),
        event.message.as_str().into(),
    ]
}

/// Does it.
pub(super) fn run(log: &Log) -> anyhow::Result<Outcome> {
    let filter = EventFilter {
        object: log.object.clone(),
        limit: log.newest,
        ..EventFilter::default()
    };
    let events = super::open()?.events(&filter)?;
    emit_newest(
        COLUMNS,
        events.iter().rev().map(|event| Ok(row(event))),
        &log.output,
    )?;
    Ok(Outcome::Done)
}
