//! The drill.

use super::Bench;
use super::error::Result;
use crate::lifecycle::{self, DrillEvent, DrillReport};

impl Bench {
    /// Plays what can happen to the array, on a sealed copy of it, and says in which of it the array unlocks
    /// and in which it stays locked. Of the array and its key manager nothing is changed: the key manager is
    /// asked for the key, as a test asks. `report` is told the place of what is played, and how much that is.
    ///
    /// # Errors
    /// When the array cannot be copied or read. One that would not unlock is no error.
    pub fn drill(
        &self,
        is_wanted: &dyn Fn(DrillEvent) -> bool,
        report: &mut dyn FnMut(usize, usize),
    ) -> Result<DrillReport> {
        Ok(lifecycle::drill(self.array(), is_wanted, report)?)
    }
}
