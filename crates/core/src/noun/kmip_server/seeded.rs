//! Which key managers an array may use whose identifiers follow from a seed.
//!
//! Another home with that seed has an array of the same UUID, whose keys have the same names. On a key
//! manager that both use they would be confused; on one of this machine, there is one such home.

use super::{KmipServerError, Uris};
use crate::ground::Array;

/// Refuses key managers that are not on this machine, in a home with a seed.
///
/// # Errors
/// As said.
pub(crate) fn check_place(array: &Array, uris: &Uris) -> Result<(), KmipServerError> {
    if !array.home().is_seeded() {
        return Ok(());
    }
    match uris.iter().find(|uri| !uri.is_on_this_machine()) {
        Some(uri) => Err(KmipServerError::Seeded(uri.clone())),
        None => Ok(()),
    }
}
