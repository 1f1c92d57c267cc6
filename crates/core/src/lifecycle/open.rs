//! Opening an array.

use uuid::Uuid;

use super::choice::{self, Choice};
use super::create::{self, Layout};
use super::{LifecycleError, migrate, snapshot};
use crate::ground::{Array, Context, ObjectName, Registry, Selection, StoreError, unnamed};

/// The array that is meant. In a home where none was chosen that is `pure01`, which is created when it
/// is not there.
///
/// # Errors
/// When the home or the array's state cannot be used, or there is no such array; and when a command died that
/// restored a snapshot, and opening does not finish it.
pub(crate) fn open(context: &Context) -> Result<Array, LifecycleError> {
    match &context.array {
        Selection::Named(name) => open_named(context, name),
        Selection::Identified(id) => identified(context, *id),
        Selection::Current => match current(context)? {
            Some(id) => whole(chosen(context, id)?),
            // The home is not locked any more.
            None => whole(default(context)?),
        },
    }
}

/// As [`open`], but creates nothing: for the completion of names.
///
/// # Errors
/// As [`open`], and when the array is not there.
pub(crate) fn open_existing(context: &Context) -> Result<Array, LifecycleError> {
    match &context.array {
        Selection::Named(name) => open_named(context, name),
        Selection::Identified(id) => identified(context, *id),
        Selection::Current => match current(context)? {
            Some(id) => chosen(context, id),
            None => open_named(context, &choice::default_name()),
        },
    }
}

/// The array `name`.
///
/// # Errors
/// When there is none, or its state cannot be used.
pub(crate) fn open_named(context: &Context, name: &ObjectName) -> Result<Array, LifecycleError> {
    let missing = || LifecycleError::Missing(name.clone());
    let id = find(context, name)?.ok_or_else(missing)?;
    if let Some(array) = Array::open(context, id)? {
        return whole(array);
    }
    // Another request may be taking it in from an earlier release: its name is there before its folder.
    migrate::migrate_if_due(context)?;
    Array::open(context, id)?.ok_or_else(missing)
}

/// The array, put back as a whole when a command died that restored it from a snapshot.
fn whole(array: Array) -> Result<Array, LifecycleError> {
    if !snapshot::finish(&array)? {
        return Ok(array);
    }
    let gone = || LifecycleError::from(StoreError::Deleted);
    Array::open(array.context(), array.id())?.ok_or_else(gone)
}

/// Checks that there is an array `name`, whether its state can be used or not.
///
/// # Errors
/// When there is none, or the home cannot be used.
pub(crate) fn require(context: &Context, name: &ObjectName) -> Result<(), LifecycleError> {
    match find(context, name)? {
        Some(_) => Ok(()),
        None => Err(LifecycleError::Missing(name.clone())),
    }
}

/// The UUID of the array `name`. Arrays of an earlier release are taken in first.
pub(super) fn find(context: &Context, name: &ObjectName) -> Result<Option<Uuid>, LifecycleError> {
    let by_name = || -> Result<Option<Uuid>, LifecycleError> {
        match Registry::open_existing(&context.home, &context.waiter())? {
            Some(registry) => Ok(registry.id_of(name)?),
            None => Ok(None),
        }
    };
    match by_name()? {
        Some(id) => Ok(Some(id)),
        None if migrate::is_due(&context.home) => {
            migrate::migrate(context)?;
            by_name()
        }
        None => match by_name()? {
            // Another request has taken it in since.
            Some(id) => Ok(Some(id)),
            // An array without a name is named by its UUID.
            None => Ok(name
                .as_str()
                .parse()
                .ok()
                .filter(|id| context.home.array(*id).is_dir())),
        },
    }
}

/// The UUID of the current array, when one was chosen.
fn current(context: &Context) -> Result<Option<Uuid>, LifecycleError> {
    match choice::chosen(&context.home)? {
        Choice::Array(id) => Ok(Some(id)),
        Choice::None => Ok(None),
        Choice::OldName(_) => {
            migrate::migrate(context)?;
            match choice::chosen(&context.home)? {
                Choice::Array(id) => Ok(Some(id)),
                Choice::None => Ok(None),
                Choice::OldName(name) => match name.parse() {
                    Ok(name) if name != choice::default_name() => {
                        Err(LifecycleError::Missing(name))
                    }
                    _ => Ok(None),
                },
            }
        }
    }
}

fn chosen(context: &Context, id: Uuid) -> Result<Array, LifecycleError> {
    Array::open(context, id)?.ok_or(LifecycleError::ChosenMissing)
}

fn identified(context: &Context, id: Uuid) -> Result<Array, LifecycleError> {
    let missing = || LifecycleError::Missing(unnamed(id));
    whole(Array::open(context, id)?.ok_or_else(missing)?)
}

/// The array of a home in which none was chosen. It is chosen from now on.
fn default(context: &Context) -> Result<Array, LifecycleError> {
    let name = choice::default_name();
    context.home.prepare()?;
    let id = match find(context, &name)? {
        Some(id) => id,
        None => match create::create(context, &name, &Layout::default()) {
            Ok(array) => array.id,
            // Another request has just made it.
            Err(LifecycleError::Exists(_)) => {
                find(context, &name)?.ok_or(LifecycleError::Missing(name))?
            }
            Err(error) => return Err(error),
        },
    };
    let _lock = context.home.lock(&context.waiter())?;
    // Another request may have chosen one meanwhile.
    let id = match choice::chosen(&context.home)? {
        Choice::Array(id) => id,
        Choice::None | Choice::OldName(_) => {
            choice::write(context, id)?;
            id
        }
    };
    chosen(context, id)
}
