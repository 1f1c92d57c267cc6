//! The arrays of a home.

use std::fs;

use uuid::Uuid;

use super::choice::{self, Choice};
use super::{LifecycleError, leftover};
use crate::ground::{Array, Context, ObjectName, Registered, Registry, unnamed};
use crate::noun::power::{self, PowerStatus};
use crate::noun::token::{self, Kind};
use crate::operation::{OperationError, count_ssds};

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
    /// How many SSDs it has been given, those included that were pulled or have failed.
    pub ssds_fitted: usize,
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
    leftover::sweep_if_met(context);
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

/// The arrays that are locked with the key of that unique identifier, by name. Those whose state cannot be
/// used are left out.
///
/// # Errors
/// When the home cannot be used.
pub(crate) fn locked_with(context: &Context, key: &str) -> Result<Vec<ObjectName>, LifecycleError> {
    super::migrate_if_due(context)?;
    let all = match Registry::open_existing(&context.home, &context.waiter())? {
        Some(registry) => registry.all()?,
        None => Vec::new(),
    };
    let is_locked_with = |array: &Registered| {
        let array = Array::open(context, array.id).ok().flatten();
        let token = array.and_then(|array| token::token(&array).ok().flatten());
        token.is_some_and(|token| {
            matches!(token.kind, Kind::Kmip(_)) && token.key_id.eq_ignore_ascii_case(key)
        })
    };
    let locked = all.into_iter().filter(is_locked_with);
    Ok(locked.map(|array| array.name).collect())
}

/// An open array as a list shows it.
///
/// # Errors
/// When its state cannot be read.
pub(crate) fn entry(array: &Array) -> Result<ArrayEntry, LifecycleError> {
    entry_of(array, array.name()?.clone())
}

/// As [`entry`], of one that has, or is to have, that name.
///
/// # Errors
/// When its state cannot be read.
pub(super) fn entry_of(array: &Array, name: ObjectName) -> Result<ArrayEntry, LifecycleError> {
    let is_current = match choice::chosen(array.home())? {
        Choice::Array(id) => id == array.id(),
        Choice::None => name == choice::default_name(),
        Choice::OldName(old) => old.parse().is_ok_and(|old: ObjectName| old == name),
    };
    let ssds = count_ssds(array).map_err(OperationError::from)?;
    Ok(ArrayEntry {
        id: array.id(),
        version: array.version()?,
        power: power::status(array)?,
        ssds_present: ssds.present,
        ssds_fitted: ssds.fitted,
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
