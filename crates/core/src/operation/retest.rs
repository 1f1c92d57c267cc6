//! Testing again what failed while another request changed the keys.

use super::OperationError;
use crate::ground::Array;
use crate::noun::power;

/// How often it is tested at most. Changes that follow each other faster than that are not made by an
/// operator.
const TIMES: usize = 5;

/// Tests, and tests again what failed while a new generation was made: what was read before a change
/// and what was read after it do not match, which says nothing about the array.
///
/// # Errors
/// When the array's state cannot be read, or the test itself cannot be done.
pub(crate) fn retest<T>(
    array: &Array,
    is_ok: impl Fn(&T) -> bool,
    test: impl Fn() -> Result<T, OperationError>,
) -> Result<T, OperationError> {
    let generation = || power::status(array).map(|status| status.generation);
    for _ in 1..TIMES {
        let before = generation()?;
        let tested = test()?;
        if is_ok(&tested) || generation()? == before {
            return Ok(tested);
        }
    }
    test()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::operation::{Running, rotate};

    /// How often it is tested when the first `changes` tests fail beside a change of the generation, and
    /// the others fail by themselves.
    fn tested(changes: usize) -> usize {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let times = Cell::new(0);
        let test = || {
            times.set(times.get() + 1);
            if times.get() <= changes {
                rotate(&Running::new(&exclusive).unwrap())?;
            }
            Ok(false)
        };
        assert!(!retest(&array, |ok| *ok, test).unwrap());
        times.get()
    }

    #[test]
    fn only_a_failure_beside_a_change_is_tested_again() {
        assert_eq!(tested(0), 1);
        assert_eq!(tested(1), 2);
        assert_eq!(tested(9), TIMES);
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let times = Cell::new(0);
        let test = || {
            times.set(times.get() + 1);
            rotate(&Running::new(&exclusive).unwrap())?;
            Ok(true)
        };
        assert!(retest(&array, |ok| *ok, test).unwrap());
        assert_eq!(times.get(), 1);
    }
}
