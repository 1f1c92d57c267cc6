//! What is sealed under the master key, which is overwritten where it lies once it is deleted.

use rusqlite::params;

use super::{StoreError, Tx};

impl Tx<'_> {
    /// Keeps those bytes; their number.
    pub(super) fn keep_sealed(self, bytes: &[u8]) -> Result<i64, StoreError> {
        let insert = "INSERT INTO sealed (bytes) VALUES (?1) RETURNING number";
        self.value(insert, params![bytes])
    }

    /// Overwrites the bytes of that number. Their row stays: see the schema.
    pub(super) fn forget_sealed(self, number: i64) -> Result<(), StoreError> {
        self.purge_afterwards();
        let overwrite = "UPDATE sealed SET bytes = zeroblob(length(bytes)) WHERE number = ?1";
        self.execute(overwrite, [number]).map(drop)
    }
}
