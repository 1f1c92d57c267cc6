//! Homes of release 0.1, in which an array's folder had the array's name.
//!
//! Under the home's lock: a renaming that an earlier release left half done is finished; then every
//! array gets its row in the registry, and after that its folder the name of its UUID; last, the choice
//! of the current array becomes a UUID. A process that dies on the way leaves a home with which the next
//! request can continue: a folder that is named by its UUID has its row, and the others are still named by
//! their names.

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::LifecycleError;
use super::choice::{self, Choice};
use crate::ground::fault::point;
use crate::ground::{
    Clock, Context, Explain, FileError, Home, Notice, ObjectName, Registry, Store, StoreError, Tx,
    array_row, home_clock, lock, sync_folder,
};
use crate::noun::log::{self, Event};

/// Where an earlier release wrote down a renaming that it had begun.
const JOURNAL: &str = ".renaming";

/// An array in a folder of an earlier release.
struct OldArray {
    folder: PathBuf,
    id: Uuid,
    name: ObjectName,
}

/// Takes in the arrays and the choice of an earlier release, when there are any.
///
/// # Errors
/// As [`migrate`].
pub(crate) fn migrate_if_due(context: &Context) -> Result<(), LifecycleError> {
    let home = &context.home;
    if is_due(home) || matches!(choice::chosen(home)?, Choice::OldName(_)) {
        migrate(context)?;
    }
    Ok(())
}

/// Whether the home has arrays of an earlier release.
pub(super) fn is_due(home: &Home) -> bool {
    old_folders(home).is_ok_and(|mut folders| folders.next().is_some())
}

/// Takes in the arrays of an earlier release. One that cannot be migrated is left as it is, with
/// a notice: it does not keep the others from being used.
///
/// # Errors
/// When the home cannot be used; what is done until then stays done.
pub(super) fn migrate(context: &Context) -> Result<(), LifecycleError> {
    let home = &context.home;
    home.prepare()?;
    let waiter = context.waiter();
    let _lock = home.lock(&waiter)?;
    finish_renaming(context)?;
    let registry = Registry::open(home, &waiter)?;
    let mut arrays = Vec::new();
    for folder in old_folders(home).map_err(FileError::at(&home.arrays()))? {
        match read(&folder) {
            Ok(found) => arrays.extend(found),
            Err(error) => leave(context, folder, &error),
        }
    }
    // Of several copies, the one whose folder has its name is the array.
    arrays.sort_by_key(|array| !array.is_at_home());
    for array in &arrays {
        if let Err(error) = take_in(context, &registry, array) {
            leave(context, array.folder.clone(), &error);
        }
    }
    if let Choice::OldName(name) = choice::chosen(home)? {
        let name = name.parse().unwrap_or_else(|_| choice::default_name());
        // One that is missing stays chosen, so that an error names it.
        if let Some(id) = registry.id_of(&name)? {
            choice::write(context, id)?;
        }
        point("migrate-chosen");
    }
    Ok(())
}

fn leave(context: &Context, folder: PathBuf, error: &LifecycleError) {
    let reason = error.message();
    context.tell(&Notice::FolderLeft { folder, reason });
}

/// The folders of arrays that hold their names themselves.
fn old_folders(home: &Home) -> io::Result<impl Iterator<Item = PathBuf>> {
    let entries = match fs::read_dir(home.arrays()) {
        Ok(entries) => Some(entries),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let paths = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()));
    Ok(paths.filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| !name.starts_with('.') && !is_uuid(name))
            && path.join(Store::FILE).exists()
    }))
}

/// Whether that is a UUID as it names folders: an array's name may be one in another form.
fn is_uuid(name: &str) -> bool {
    name.parse::<Uuid>().is_ok_and(|id| id.to_string() == name)
}

impl OldArray {
    /// Whether its folder has the name that an earlier release gave it.
    fn is_at_home(&self) -> bool {
        let name = self.name.as_str().to_ascii_lowercase();
        self.folder
            .file_name()
            .is_some_and(|folder| folder == name.as_str())
    }
}

/// What the array in `folder` says of itself; `None` of one that says nothing.
fn read(folder: &Path) -> Result<Option<OldArray>, LifecycleError> {
    let path = folder.join(Store::FILE);
    let Some((id, name)) = array_row::of_any_release(&path)? else {
        return Ok(None);
    };
    Ok(Some(OldArray {
        folder: folder.to_owned(),
        id,
        name: name.ok_or(StoreError::Damaged(path))?,
    }))
}

/// Gives the array its row, and its folder the name of its UUID.
fn take_in(context: &Context, registry: &Registry, array: &OldArray) -> Result<(), LifecycleError> {
    let target = context.home.array(array.id);
    if target.exists() {
        context.tell(&Notice::CopyLeft {
            folder: array.folder.clone(),
        });
        return Ok(());
    }
    // A command of the earlier release may be working there.
    let waiter = context.waiter();
    let _alone = (
        lock(&array.folder.join("lock"), &waiter)?,
        lock(&array.folder.join("stay"), &waiter)?,
    );
    // The row first: a folder that is named by its UUID has one.
    if !registry.put(array.id, &array.name)? {
        return Err(LifecycleError::Exists(array.name.clone()));
    }
    point("migrate-named");
    fs::rename(&array.folder, &target).map_err(FileError::at(&array.folder))?;
    sync_folder(&context.home.arrays())?;
    // Nobody takes that lock any more.
    let _ = fs::remove_file(target.join("stay"));
    point("migrate-moved");
    Ok(())
}

/// Finishes the renaming that an earlier release had decided when it died.
fn finish_renaming(context: &Context) -> Result<(), LifecycleError> {
    let home = &context.home;
    let journal = home.arrays().join(JOURNAL);
    let failed = FileError::at(&journal);
    let text = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error).into()),
    };
    let mut lines = text.lines();
    let mut name = || {
        lines
            .next()
            .and_then(|line| line.parse::<ObjectName>().ok())
    };
    let (Some(from), Some(to), is_current) = (name(), name(), lines.next() == Some("true")) else {
        return Err(failed(io::Error::other("it is damaged; delete it")).into());
    };
    let folder = |name: &ObjectName| home.arrays().join(name.as_str().to_ascii_lowercase());
    let (old, new) = (folder(&from), folder(&to));
    if !new.exists() && old.exists() {
        fs::rename(&old, &new).map_err(FileError::at(&old))?;
    }
    // Of an array that is gone there is nothing to finish.
    if let Some(array) = new.exists().then(|| read(&new)).transpose()?.flatten() {
        if array.name.as_str() != to.as_str() {
            rename(context, &new, &from, &to)?;
        }
        if is_current {
            choice::write(context, array.id)?;
        }
    }
    Ok(fs::remove_file(&journal).map_err(&failed)?)
}

/// Gives the array its new name, as the earlier release did.
fn rename(
    context: &Context,
    folder: &Path,
    from: &ObjectName,
    to: &ObjectName,
) -> Result<(), LifecycleError> {
    let database = folder.join(Store::FILE);
    let offset = home_clock::offset(&context.home)?;
    let record = |tx: &Tx<'_>, skew| {
        let now = Clock::new(context.time, offset).with_skew(skew).now();
        let detail = format!("renamed from {from}");
        log::append_at(context, tx, now, Event::Array, to.as_str(), &detail)
    };
    Ok(array_row::rename_in_release_0_1(&database, to, record)?)
}
