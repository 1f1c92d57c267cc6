//! Whole arrays: making, opening, listing, renaming, deleting, carrying them elsewhere.

pub mod archive;
mod choice;
mod create;
mod delete;
mod drill;
mod error;
mod leftover;
mod list;
mod migrate;
mod open;
mod place;
mod rename;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;

pub use choice::DEFAULT_ARRAY;
pub use create::{InvalidPurityVersion, InvalidSsds, Layout, PurityVersion, Ssds};
pub use drill::{Basis, DrillReport, Ending, Event as DrillEvent, Lockout, Played, UnknownEvent};
pub use error::LifecycleError;
pub use list::ArrayEntry;
pub use snapshot::{Restored, Snapshot, SnapshotError};

pub(crate) use choice::choose;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use drill::drill;
pub(crate) use list::{entry, list, locked_with};
pub(crate) use migrate::migrate_if_due;
pub(crate) use open::{open, open_existing, open_named, require};
pub(crate) use rename::rename;
pub(crate) use snapshot::{
    delete as delete_snapshot, list as list_snapshots, require as require_snapshot,
    restore as restore_snapshot, save as save_snapshot,
};
