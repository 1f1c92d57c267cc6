//! The audit log of the account.

use pure_pages::{Actions, Cell, Field, Form, Page, Section, Table, Tone};

use super::place::AUDIT_LOG;
use super::refused::Refused;
use super::shown;
use super::visit::Visit;
use crate::model::{Event, EventFilter};

/// How many events there are on a page.
const EVENTS: usize = 100;

fn filter(visit: &Visit<'_>, object: Option<&str>, limit: usize) -> Result<EventFilter, Refused> {
    Ok(EventFilter {
        account: Some(visit.account()?.id.clone()),
        kind: None,
        object: object.map(str::to_owned),
        actor: None,
        before: None,
        limit,
    })
}

/// The last events, of one object or of all.
pub(super) fn table(
    visit: &Visit<'_>,
    object: Option<&str>,
    limit: usize,
) -> Result<Table, Refused> {
    let events = visit.manager.events(&filter(visit, object, limit)?)?;
    Ok(rows(&events))
}

fn rows(events: &[Event]) -> Table {
    let columns = ["Time", "Severity", "Actor", "Door", "Action", "Message"];
    events.iter().fold(
        Table::new("Events", columns).empty("There is no such event."),
        |table, event| {
            let severity = match event.done {
                true => Cell::tone(Tone::Good, "info"),
                false => Cell::tone(Tone::Bad, "error"),
            };
            let door = match &event.client {
                Some(client) => format!("{} from {client}", event.door),
                None => event.door.clone(),
            };
            table.row([
                Cell::text(shown::time(event.time / 1000)),
                severity,
                Cell::text(&event.name),
                Cell::text(door),
                Cell::text(&event.action),
                Cell::text(&event.message),
            ])
        },
    )
}

/// The log, the newest event first.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let kind = visit.input.typed("kind").unwrap_or_default();
    let mut wanted = filter(visit, None, EVENTS)?;
    wanted.kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty());
    wanted.before = visit.input.get("before").parse().ok();
    let events = visit.manager.events(&wanted)?;
    let mut actions = Actions::new();
    if let Some(last) = events.last().filter(|_| events.len() == EVENTS) {
        let kind: String = form_urlencoded::byte_serialize(kind.as_bytes()).collect();
        actions = actions.link(
            &format!("{AUDIT_LOG}?kind={kind}&before={}", last.number),
            "Older",
            "",
        );
    }
    let kinds = [
        ("", "all"),
        ("ADMINISTRATIVE", "administrative"),
        ("AUTH", "authentication"),
        ("CRYPTO_OPERATION", "use of keys"),
    ];
    let search = Form::search(AUDIT_LOG)
        .field(Field::choice("kind", "Events", kinds).value(kind))
        .submit("Show");
    Ok(visit
        .live("Audit Log")
        .actions(Actions::new().part(search))
        .part(
            Section::new("Newest first")
                .live()
                .actions(actions)
                .part(rows(&events)),
        ))
}
