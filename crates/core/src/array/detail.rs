//! What an array says of itself.

use super::Array;
use crate::store::StoreError;

/// What `purearray list` shows.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Its UUID.
    pub id: String,
    /// The version of Purity it runs.
    pub version: String,
}

impl Array {
    /// What the array says of itself, on or off.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn detail(&self) -> Result<Detail, StoreError> {
        self.store.read(|db| {
            let detail = db.query_row("SELECT id, version FROM array", [], |row| {
                Ok(Detail {
                    id: row.get(0)?,
                    version: row.get(1)?,
                })
            })?;
            Ok(detail)
        })
    }
}
