//! Writing a volume.

use std::fs;
use std::io::Read;

use super::{DataError, Volume, VolumeId, file, sweep, table};
use crate::ground::ObjectName;
use crate::ground::{Array, fault};
use crate::key::stream;
use crate::noun::log::{self, Event};
use crate::noun::power::{self, Unlocked};

/// Encrypts all of `source` into the volume `name`, in place of the one that has this name. Until
/// all is on the device, the old one stays what it is.
///
/// # Errors
/// When the array is off or locked, `source` cannot be read, or there is no room. Nothing is changed
/// then.
pub(crate) fn write(
    array: &Array,
    name: &ObjectName,
    source: impl Read,
) -> Result<Volume, DataError> {
    let unlocked = power::unlocked(array)?;
    array.check_exists()?;
    sweep::sweep(array)?;
    let id = VolumeId::random();
    let path = file::path(array, &id);
    let file = file::create(array, &path)?;
    let result = stream::seal(
        &file::key(unlocked.dek(), &id),
        &file::header(name, &id),
        source,
        &file,
    )
    .map_err(|error| DataError::sealing(&path, error))
    .and_then(|size| {
        fault::point("data-written");
        file::settle(array, &file)?;
        fault::point("data-settled");
        let volume = Volume {
            name: name.clone(),
            id,
            size,
            created: array.now(),
        };
        commit(array, &unlocked, &volume)
    });
    match result {
        Ok((volume, before)) => {
            fault::point("data-committed");
            if let Some(before) = before {
                // What fails here is swept away later.
                let _ = fs::remove_file(file::path(array, &before));
            }
            Ok(volume)
        }
        Err(error) => {
            // The volume may name it, when it is not known whether the change is done.
            if !error.is_commit_unknown() {
                let _ = fs::remove_file(&path);
            }
            Err(error)
        }
    }
}

/// Makes the file count. Returns the volume as it is now, and the id of the one it replaced.
fn commit(
    array: &Array,
    unlocked: &Unlocked,
    volume: &Volume,
) -> Result<(Volume, Option<VolumeId>), DataError> {
    array.store().write(|tx| {
        if !power::is_key_of(tx, unlocked)? {
            return Err(DataError::KeyChanged);
        }
        let before = table::put(tx, volume)?;
        let detail = format!("written, {} bytes", volume.size);
        log::append(array, tx, Event::Data, volume.name.as_str(), &detail)?;
        let volume = table::get(tx, &volume.name)?.ok_or(DataError::Missing)?;
        Ok((volume, before))
    })
}
