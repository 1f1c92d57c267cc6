//! The seed of a key manager whose UUIDs and keys are reproducible, and how often it was used.

use rusqlite::params;

use super::{StoreError, Tx};

/// The seed, and the number of the next use.
pub(crate) struct Seed {
    pub(crate) text: String,
    pub(crate) counter: u64,
}

impl Tx<'_> {
    /// The seed; `None` when everything is random.
    pub(crate) fn seed(self) -> Result<Option<Seed>, StoreError> {
        self.row("SELECT text, counter FROM seed", [], |row| {
            Ok(Seed {
                text: row.get(0)?,
                counter: row.get::<_, i64>(1)?.cast_unsigned(),
            })
        })
    }

    pub(crate) fn count_use_of_seed(self) -> Result<(), StoreError> {
        self.execute("UPDATE seed SET counter = counter + 1", [])
            .map(drop)
    }

    pub(crate) fn insert_seed(self, text: &str) -> Result<(), StoreError> {
        let insert = "INSERT INTO seed (one, text, counter) VALUES (1, ?1, 0)";
        self.execute(insert, params![text]).map(drop)
    }
}
