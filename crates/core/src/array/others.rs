//! All arrays of a home: which there are, and which one the commands act on.

use std::fs;
use std::io::Write;

use super::current::{choice, folder_of, made_current};
use super::place::Alone;
use super::{Array, ArrayError, rename};
use crate::home::Home;
use crate::name::ObjectName;

/// The arrays of `home`, in the order of their names.
///
/// # Errors
/// When the state of one of them cannot be used.
pub fn list(home: &Home) -> Result<Vec<Array>, ArrayError> {
    let folder = home.arrays();
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut names: Vec<ObjectName> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    names.sort_by_key(|name| name.as_str().to_owned());
    names.iter().map(|name| Array::open(home, name)).collect()
}

/// The name of the array that commands act on when `$PURE_ARRAY` names none.
///
/// # Errors
/// When what `puresim array use` wrote is damaged.
pub fn chosen(home: &Home) -> Result<ObjectName, ArrayError> {
    made_current(home)
}

/// Makes commands act on the array `name` when `$PURE_ARRAY` names none.
///
/// # Errors
/// When there is no such array, or the choice cannot be written.
pub fn choose(home: &Home, name: &ObjectName) -> Result<Array, ArrayError> {
    let array = Array::open(home, name)?;
    let path = choice(home);
    let io_error = |source| ArrayError::Io {
        path: path.clone(),
        source,
    };
    let mut file = tempfile::NamedTempFile::new_in(home.root()).map_err(io_error)?;
    writeln!(file, "{}", array.name())
        .and_then(|()| file.as_file().sync_all())
        .map_err(io_error)?;
    file.persist(&path).map_err(|error| io_error(error.error))?;
    Ok(array)
}

/// Deletes an array with everything it is: certificates, keys, drives, data. A key that it has on a key
/// manager stays there.
///
/// # Errors
/// When there is no such array, another command is changing it, or its folder cannot be removed.
pub fn delete(home: &Home, name: &ObjectName) -> Result<(), ArrayError> {
    let array = Array::open(home, name)?;
    let _lock = rename::lock(home)?;
    array.check_place()?;
    let _alone = Alone::with(array.folder())?;
    let folder = folder_of(home, name);
    let gone = home.arrays().join(".deleted");
    let io_error = |source| ArrayError::Io {
        path: folder.clone(),
        source,
    };
    // What it had in memory goes first: without it the drives are locked or off.
    crate::power::forget(&array)
        .map_err(|error| io_error(std::io::Error::other(error.to_string())))?;
    let _ = fs::remove_dir_all(&gone);
    fs::rename(&folder, &gone).map_err(io_error)?;
    fs::remove_dir_all(&gone).map_err(io_error)
}
