//! The array at a glance.

use pure_core::operation::DriveStatus;
use pure_core::power::State;
use pure_core::token::Kind;
use pure_core::{Arrays, Bench};
use pure_pages::{Actions, Cell, Facts, Page, Pair, Section, Stack, Table, Tone};

use super::events::Snapshot;
use super::place::{CERTIFICATES, DATA_LOCKING, DRIVES, LOG};
use super::refused::Refused;
use super::shown;
use super::visit::Visit;
use crate::alert::{self, Severity};

/// The array at a glance.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let bench = visit.bench()?;
    let beside = Pair::new().part(array(visit, &bench)?).part(
        Stack::new()
            .part(locking(visit, &bench)?)
            .part(drives(&bench)?),
    );
    Ok(Page::new("Overview")
        .live(&snapshot.path())
        .part(alerts(visit, &bench)?)
        .part(beside))
}

/// The state of the power, and what it means.
pub(super) fn state(state: &State) -> Cell {
    let tone = match state {
        State::On => Tone::Good,
        State::Off => Tone::Quiet,
        State::Locked(_) => Tone::Bad,
    };
    Cell::tone(tone, state.as_str())
}

fn array(visit: &Visit<'_>, bench: &Bench) -> Result<Section, Refused> {
    let power = bench.power()?;
    let status = &power.status;
    let context = visit.context();
    let entry = Arrays::of(&context).get(&power.name)?;
    let reason = match &status.state {
        State::Locked(reason) => Some(Cell::text(reason)),
        State::On | State::Off => None,
    };
    let needed = status.threshold.needed();
    let present = power.ssds_present;
    let shares = format!("{present} SSDs present, {needed} needed to unlock");
    let tone = if present < needed {
        Tone::Bad
    } else {
        Tone::Good
    };
    let facts = Facts::new()
        .fact("Power", state(&status.state))
        .maybe("Reason", reason)
        .fact(
            "Array key",
            Cell::text(format_args!("generation {}", status.generation.number())),
        )
        .fact("Rotated", Cell::text(shown::time(status.rotated)))
        .maybe(
            "Rotation",
            status.postponed.map(|since| {
                Cell::tone(
                    Tone::Warning,
                    format_args!("postponed since {}", shown::time(since)),
                )
            }),
        )
        .fact("Shares", Cell::tone(tone, shares))
        .fact("Purity", Cell::text(&entry.version))
        .fact("ID", Cell::code(entry.id))
        .fact("Array time", Cell::text(shown::time(bench.purity().now())));
    Ok(Section::new("Array").part(facts).live())
}

fn locking(visit: &Visit<'_>, bench: &Bench) -> Result<Section, Refused> {
    let token = bench.purity().token()?;
    let facts = match &token {
        None => Facts::new().fact("Security token", Cell::tone(Tone::Quiet, "disabled")),
        Some(token) => {
            let seen = visit.site.token.last();
            let state = match &seen {
                Some(seen) => Cell::tone(seen.tone, seen.condition),
                None => Cell::tone(Tone::Quiet, "enabled, not asked yet"),
            };
            let server = match &token.kind {
                Kind::Kmip(server) => Some(Cell::text(&server.name)),
                Kind::SmartCard => None,
            };
            Facts::new()
                .fact("Security token", state)
                .maybe("Asked", seen.map(|seen| Cell::text(shown::time(seen.time))))
                .fact("Type", Cell::text(token.kind.as_str()))
                .maybe("Server", server)
        }
    };
    let more = Actions::new().link(DATA_LOCKING, "Details", "Details of Rapid Data Locking");
    Ok(Section::new("Rapid Data Locking")
        .actions(more)
        .part(facts)
        .live())
}

fn drives(bench: &Bench) -> Result<Section, Refused> {
    const STATES: [(DriveStatus, Tone); 5] = [
        (DriveStatus::Healthy, Tone::Good),
        (DriveStatus::Missing, Tone::Warning),
        (DriveStatus::Damaged, Tone::Bad),
        (DriveStatus::Failed, Tone::Bad),
        (DriveStatus::Unknown, Tone::Warning),
    ];
    let drives = bench.drives()?;
    let facts = STATES.iter().fold(Facts::new(), |facts, (status, tone)| {
        let bays: Vec<String> = drives
            .iter()
            .filter(|drive| drive.status == *status)
            .map(|drive| drive.row.bay.to_string())
            .collect();
        let said = (!bays.is_empty()).then(|| {
            let text = match *status == DriveStatus::Healthy {
                true => format!("{} of {}", bays.len(), drives.len()),
                false => bays.join(", "),
            };
            Cell::tone(*tone, text)
        });
        let word = status.as_str();
        let name = word[..1].to_uppercase() + &word[1..];
        facts.maybe(&name, said)
    });
    let more = Actions::new().link(DRIVES, "All drives", "");
    Ok(Section::new("Drives").actions(more).part(facts).live())
}

fn alerts(visit: &Visit<'_>, bench: &Bench) -> Result<Section, Refused> {
    let found = alert::alerts(bench, &visit.users()?)?;
    let mut table =
        Table::new("Alerts", ["Severity", "About", "Summary"]).empty("There is no alert.");
    // What the token said when it was asked last.
    if let Some(seen) = visit.site.token.last()
        && let Some(reason) = &seen.reason
    {
        let word = match seen.tone {
            Tone::Bad => Severity::Critical.as_str(),
            _ => Severity::Warning.as_str(),
        };
        table = table.row([
            Cell::tone(seen.tone, word),
            Cell::link(DATA_LOCKING, "Rapid Data Locking"),
            Cell::text(reason),
        ]);
    }
    let table = found.into_iter().fold(table, |table, alert| {
        let tone = match alert.severity {
            Severity::Critical => Tone::Bad,
            Severity::Warning => Tone::Warning,
        };
        let about = match alert.kind {
            "certificate" => Cell::link(
                &super::place::certificate(&alert.component),
                &alert.component,
            ),
            "drive" => Cell::link(DRIVES, &alert.component),
            _ => Cell::text(&alert.component),
        };
        table.row([
            Cell::tone(tone, alert.severity.as_str()),
            about,
            Cell::text(alert.summary),
        ])
    });
    let more = Actions::new()
        .link(CERTIFICATES, "Certificates", "")
        .link(LOG, "Log", "");
    Ok(Section::new("Alerts").actions(more).part(table).live())
}
