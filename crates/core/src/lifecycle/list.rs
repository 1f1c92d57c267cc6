//! The arrays of a home.

use std::fs;

use uuid::Uuid;

use super::LifecycleError;
use super::choice::{self, Choice};
use crate::ground::{Array, Context, ObjectName, Registered, Registry, unnamed};
use crate::noun::power::{self, PowerStatus};
use crate::operation::{OperationError, ssds_present};

/// An array as a list shows it.
#[derive(Clone, Debug)]
pub struct ArrayEntry {
    /// Its name.
    pub name: ObjectName,
    /// Its UUID.
    pub id: Uuid,
    /// The version of Purity it shows.
    pub version: String,
    /// Its power and keys.
    pub power: PowerStatus,
    /// How many of its SSDs are there and can be read.
    pub ssds_present: usize,
    /// Whether it is the current one.
    pub is_current: bool,
}

/// The name of an array, and what a list shows of it, or why it cannot.
pub(crate) type Listed = (ObjectName, Result<ArrayEntry, LifecycleError>);

/// The arrays of the home by name; of one whose state cannot be used, why.
///
/// # Errors
/// When the home cannot be used.
pub(crate) fn list(context: &Context) -> Result<Vec<Listed>, LifecycleError> {
    super::migrate_if_due(context)?;
    let mut found = match Registry::open_existing(&context.home, &context.waiter())? {
        Some(registry) => registry.all()?,
        None => Vec::new(),
    };
    found.extend(without_name(context, &found));
    let mut entries = Vec::with_capacity(found.len());
    for Registered { id, name } in found {
        let listed = Array::open(context, id)
            .map_err(LifecycleError::from)
            .and_then(|array| array.map(|array| entry(&array)).transpose());
        // One that was deleted just now is not listed.
        if let Some(listed) = listed.transpose() {
            let name = listed.as_ref().map_or(name, |entry| entry.name.clone());
            entries.push((name, listed));
        }
    }
    Ok(entries)
}

/// An open array as a list shows it.
///
/// # Errors
/// When its state cannot be read.
pub(crate) fn entry(array: &Array) -> Result<ArrayEntry, LifecycleError> {
    let name = array.name()?.clone();
    let is_current = match choice::chosen(array.home())? {
        Choice::Array(id) => id == array.id(),
        Choice::None => name == choice::default_name(),
        Choice::OldName(old) => old.parse().is_ok_and(|old: ObjectName| old == name),
    };
    Ok(ArrayEntry {
        id: array.id(),
        version: array.version()?,
        power: power::status(array)?,
        ssds_present: ssds_present(array).map_err(OperationError::from)?,
        is_current,
        name,
    })
}

/// The arrays that the home has no names for.
fn without_name(context: &Context, named: &[Registered]) -> Vec<Registered> {
    let Ok(folders) = fs::read_dir(context.home.arrays()) else {
        return Vec::new();
    };
    let ids = folders.filter_map(|folder| folder.ok()?.file_name().to_str()?.parse().ok());
    let mut ids: Vec<Uuid> = ids
        .filter(|id| named.iter().all(|named| named.id != *id))
        .collect();
    ids.sort_unstable();
    ids.into_iter()
        .map(|id| Registered {
            id,
            name: unnamed(id),
        })
        .collect()
}
