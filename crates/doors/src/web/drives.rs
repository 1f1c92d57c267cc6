//! The drives.

use pure_core::operation::{DriveStatus, Protection};
use pure_pages::{Cell, Page, Section, Table, Tone};

use super::events::Snapshot;
use super::refused::Refused;
use super::shown;
use super::visit::Visit;

/// The drives by bay.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let bench = visit.bench()?;
    let columns = ["Bay", "Type", "Status", "Capacity", "Serial", "Protection"];
    let table = bench
        .drives()?
        .iter()
        .fold(Table::new("Drives", columns), |table, drive| {
            let tone = match drive.status {
                DriveStatus::Healthy => Tone::Good,
                DriveStatus::Missing | DriveStatus::Unknown => Tone::Warning,
                DriveStatus::Failed | DriveStatus::Damaged => Tone::Bad,
            };
            table.row([
                Cell::text(drive.row.bay),
                Cell::text(drive.row.bay.kind().as_str()),
                Cell::tone(tone, drive.status.as_str()),
                Cell::number(shown::size(drive.row.capacity)),
                Cell::code(&drive.row.serial),
                shown::maybe(drive.protection.map(Protection::as_str)),
            ])
        });
    let power = bench.power()?;
    let needed = power.status.threshold.needed();
    let lead = format!("The array key is shared over the SSDs: {needed} of them unlock the array.");
    let section = Section::new("Drives by bay").part(table).live();
    Ok(Page::new("Drives")
        .lead(&lead)
        .live(&snapshot.path())
        .part(section))
}
