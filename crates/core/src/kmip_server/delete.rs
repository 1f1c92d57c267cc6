//! Deleting a KMIP server.

use super::{KmipServerError, find, sealed, table};
use crate::Array;
use crate::log::{self, Event};
use crate::name::ObjectName;

/// Deletes the KMIP server `name`. The key manager is not asked.
///
/// # Errors
/// When there is none, the security token is on it, or the array's state cannot be written. Nothing
/// is changed then.
pub fn delete(array: &Array, name: &ObjectName) -> Result<(), KmipServerError> {
    array.store().write(|tx| {
        let server = find::find(tx, name)?;
        if sealed::sealed_key(tx, server.id)?.is_some() {
            return Err(KmipServerError::InUse);
        }
        if let Some(key) = sealed::unfinished_key(tx, server.id)? {
            return Err(KmipServerError::Unfinished(key));
        }
        table::delete(tx, server.id)?;
        log::append(
            tx,
            array.now(),
            Event::KmipServer,
            server.name.as_str(),
            "deleted",
        )?;
        Ok(())
    })
}
