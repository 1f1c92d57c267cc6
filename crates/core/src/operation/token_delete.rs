//! What an array that is deleted leaves elsewhere: keys on key managers, and drives on the shelf.

use std::path::PathBuf;

use super::{fates, orphans};
use crate::ground::{Array, Exclusive, Message, Notice};
use crate::noun::drive;
use crate::noun::export;
use crate::noun::token::intent::Orphan;
use crate::noun::token::{self, TokenError};

/// Destroys every key that the array has on key managers, the token's, too; a notice for each that stays
/// there. The token's stays when another array may be locked with it: an export of this one, or the array
/// of which this one is a copy.
///
/// # Errors
/// When the array's state cannot be read or written.
pub(crate) fn discard_all_keys(exclusive: &Exclusive<'_>) -> Result<Vec<Notice>, TokenError> {
    let array = exclusive.array();
    let mut unused = orphans(exclusive)?;
    let mut left = Vec::new();
    if let Some(token) = token::token(array)?
        && let Some(key) = Orphan::of(array, &token)
    {
        let is_here = token.folder == Some(array.folder_id().to_string());
        let exports = array
            .store()
            .read(|db| export::needing(db, &token.key_name))?;
        if is_here && exports.is_empty() {
            unused.push(key);
        } else {
            let reason = "A copy of this array may be locked with it.".into();
            left.push(given_up(&key, reason));
        }
    }
    for (_, key, fate) in fates(array, &unused)? {
        if let Err(reason) = fate {
            left.push(given_up(key, reason));
        }
    }
    Ok(left)
}

fn given_up(key: &Orphan, reason: Message) -> Notice {
    Notice::KeyGivenUp {
        key: key.claim.name.clone(),
        at: key.made_at.as_ref().map(ToString::to_string),
        reason,
    }
}

/// The files on the shelf that are drives of the array.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn shelved_drives(array: &Array) -> Result<Vec<PathBuf>, TokenError> {
    let rows = array.store().read(drive::all)?;
    let shelf = array.home().shelf();
    let files = rows
        .iter()
        .map(|row| shelf.join(format!("{}.drive", row.serial)));
    Ok(files.filter(|file| file.exists()).collect())
}
