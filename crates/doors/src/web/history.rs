//! The array's log.

use std::ops::ControlFlow;

use pure_core::log::Event;
use pure_pages::{Actions, Cell, Field, Form, Page, Section, Table};

use super::events::Snapshot;
use super::place::LOG;
use super::refused::Refused;
use super::shown;
use super::visit::Visit;

/// How many lines there are on a page.
const LINES: usize = 100;

/// The log, the newest line first. No more of it is read than the page shows.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let bench = visit.bench()?;
    let chosen = visit.input.typed("event").unwrap_or_default();
    let event = Event::ALL
        .into_iter()
        .find(|event| event.as_str() == chosen);
    let before: Option<u64> = visit.input.get("before").parse().ok();
    let mut lines = Vec::with_capacity(LINES);
    let mut older = None;
    bench.log_before(before, event, |entry| {
        if lines.len() == LINES {
            older = lines.last().map(|last: &pure_core::log::Entry| last.number);
            return ControlFlow::Break(());
        }
        lines.push(entry);
        ControlFlow::Continue(())
    })?;
    let columns = ["Time", "User", "Event", "Subject", "Details"];
    let table = lines.iter().fold(
        Table::new("Log", columns).empty("There is no such line."),
        |table, entry| {
            table.row([
                Cell::text(shown::time(entry.time)),
                Cell::text(&entry.user),
                Cell::text(&entry.event),
                Cell::text(&entry.subject),
                Cell::text(&entry.detail),
            ])
        },
    );
    let of_event = event.map_or("", Event::as_str);
    let mut actions = Actions::new();
    if before.is_some() {
        actions = actions.link(&format!("{LOG}?event={of_event}"), "Newest", "");
    }
    if let Some(last) = older {
        let path = format!("{LOG}?event={of_event}&before={last}");
        actions = actions.link(&path, "Older", "");
    }
    let all = [(String::new(), "all events".to_owned())];
    let each = Event::ALL.map(|event| (event.as_str().to_owned(), event.as_str().to_owned()));
    let choices = all.into_iter().chain(each);
    let search = Form::search(LOG)
        .field(Field::choice("event", "Event", choices).value(of_event))
        .submit("Show");
    let section = Section::new("Newest first")
        .actions(actions)
        .part(table)
        .live();
    Ok(Page::new("Log")
        .lead(&format!(
            "{} lines. It is only ever added to.",
            bench.log_length()?
        ))
        .actions(Actions::new().part(search))
        .live(&snapshot.path())
        .part(section))
}
