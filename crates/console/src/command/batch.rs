//! Several names in one command.

use std::fmt::Display;

use super::run::Outcome;
use crate::error::report::error_on;

/// Handles names in the order given: those that fail are reported at once, the others are done.
#[derive(Debug, Default)]
pub struct Batch {
    failed: bool,
}

impl Batch {
    /// No name yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does `work` for `name`; reports its error as that of `name`.
    pub fn run<T, E: Into<anyhow::Error>>(
        &mut self,
        name: impl Display,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Option<T> {
        work()
            .map_err(|error| {
                self.failed = true;
                error_on(name, &error.into());
            })
            .ok()
    }

    /// [`Outcome::NotOk`] when a name failed.
    pub fn outcome(&self) -> Outcome {
        if self.failed {
            Outcome::NotOk
        } else {
            Outcome::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn the_names_that_work_are_done() {
        let mut batch = Batch::new();
        assert_eq!(batch.run("a", || anyhow::Ok(1)), Some(1));
        assert_eq!(batch.outcome(), Outcome::Done);
        let missing = batch.run("b", || Err::<i32, _>(anyhow!("It does not exist.")));
        assert_eq!(missing, None);
        assert_eq!(batch.run("c", || anyhow::Ok(3)), Some(3));
        assert_eq!(batch.outcome(), Outcome::NotOk);
    }
}
