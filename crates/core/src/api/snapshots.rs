//! Snapshots of arrays.

use std::path::Path;

use super::error::{Error, Result, Subject};
use crate::ground::{Context, ObjectName};
use crate::lifecycle::{self, Restored, Snapshot, SnapshotError};

/// The snapshots of a home.
#[derive(Clone, Copy, Debug)]
pub struct Snapshots<'a> {
    context: &'a Context,
}

impl<'a> Snapshots<'a> {
    /// Those of the context's home.
    pub fn of(context: &'a Context) -> Self {
        Self { context }
    }

    /// The snapshots by name; of one that cannot be used, why.
    pub fn list(self) -> Vec<(ObjectName, Result<Snapshot>)> {
        let listed = lifecycle::list_snapshots(self.context).into_iter();
        let snapshots = listed.map(|(name, found)| {
            let found = found.map_err(about(&name));
            (name, found)
        });
        snapshots.collect()
    }

    /// Saves the array that the context means as it is now, as the snapshot `name`. `beside` is called
    /// while nobody changes the keys of the array, and may make a folder of that path for what belongs to
    /// it.
    ///
    /// # Errors
    /// When there is a snapshot of that name, or the array cannot be copied; and what `beside` reports.
    /// Nothing is left of the snapshot then.
    pub fn save<E: From<Error>>(
        self,
        name: &ObjectName,
        beside: impl FnOnce(&Path) -> std::result::Result<(), E>,
    ) -> std::result::Result<Snapshot, E> {
        let array = lifecycle::open(self.context).map_err(Error::of_lifecycle)?;
        lifecycle::save_snapshot(&array, name, beside).map_err(about(name))?
    }

    /// Puts the array of the snapshot `name` back into its state. `beside` is called with the folder of
    /// what was saved beside it, when there is one, before anything is changed.
    ///
    /// # Errors
    /// When there is no such snapshot, another array has the name of this one, or it cannot be written;
    /// and what `beside` reports.
    pub fn restore<E: From<Error>>(
        self,
        name: &ObjectName,
        beside: impl FnOnce(&Path) -> std::result::Result<(), E>,
    ) -> std::result::Result<Restored, E> {
        lifecycle::restore_snapshot(self.context, name, beside).map_err(about(name))?
    }

    /// Checks that there is a snapshot `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn require(self, name: &ObjectName) -> Result<()> {
        lifecycle::require_snapshot(self.context, name).map_err(about(name))
    }

    /// Deletes the snapshot `name`; what holds keys is overwritten.
    ///
    /// # Errors
    /// When there is none, or it cannot be removed.
    pub fn delete(self, name: &ObjectName) -> Result<()> {
        lifecycle::delete_snapshot(self.context, name).map_err(about(name))
    }
}

fn about(name: &ObjectName) -> impl Fn(SnapshotError) -> Error + '_ {
    |error| match error {
        // What is wrong with the array or the home is not about the snapshot.
        SnapshotError::Lifecycle(error) => Error::of_lifecycle(error),
        SnapshotError::Operation(error) => Error::new(error),
        error => Error::about(Subject::Snapshot(name.clone()), error),
    }
}
