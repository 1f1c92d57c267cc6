//! The snapshots of a home.

use super::{Snapshot, SnapshotError, describe, folders, open};
use crate::ground::{Context, ObjectName};

/// The snapshots by name; of one that cannot be used, why.
pub(crate) fn list(context: &Context) -> Vec<(ObjectName, Result<Snapshot, SnapshotError>)> {
    let found = folders(&context.home).into_iter();
    let listed = found.map(|(name, folder)| {
        let opened = open(context, &name, &folder);
        let described = opened.and_then(|saved| describe(&name, &folder, &saved));
        (name, described)
    });
    listed.collect()
}
