//! The array's log.

use pure_pages::{Actions, Cell, Field, Form, Page, Section, Table};

use super::events::Snapshot;
use super::place::LOG;
use super::refused::Refused;
use super::shown;
use super::visit::Visit;

/// How many lines there are on a page.
const LINES: usize = 100;

/// The log, the newest line first.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let mut log = visit.bench()?.log()?;
    log.reverse();
    let mut events: Vec<String> = log.iter().map(|entry| entry.event.clone()).collect();
    events.sort();
    events.dedup();
    let event = visit.input.typed("event").unwrap_or_default();
    log.retain(|entry| event.is_empty() || entry.event == event);
    let skipped: usize = visit.input.get("skip").parse().unwrap_or_default();
    let columns = ["Time", "User", "Event", "Subject", "Details"];
    let lines = log.iter().skip(skipped).take(LINES);
    let table = lines.fold(
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
    let path = |skip: usize| {
        let encoded: String = form_urlencoded::byte_serialize(event.as_bytes()).collect();
        format!("{LOG}?event={encoded}&skip={skip}")
    };
    let mut actions = Actions::new();
    if skipped > 0 {
        actions = actions.link(&path(skipped.saturating_sub(LINES)), "Newer", "");
    }
    if log.len() > skipped.saturating_add(LINES) {
        actions = actions.link(&path(skipped + LINES), "Older", "");
    }
    let all = [(String::new(), "all events".to_owned())];
    let choices = all
        .into_iter()
        .chain(events.into_iter().map(|it| (it.clone(), it)));
    let search = Form::search(LOG)
        .field(Field::choice("event", "Event", choices).value(event))
        .submit("Show");
    let section = Section::new("Newest first")
        .actions(actions)
        .part(table)
        .live();
    Ok(Page::new("Log")
        .lead(&format!("{} lines. It is only ever added to.", log.len()))
        .actions(Actions::new().part(search))
        .live(&snapshot.path())
        .part(section))
}
