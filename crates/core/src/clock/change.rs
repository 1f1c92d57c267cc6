//! Moving the array's clock.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use super::{Clock, InvalidNow, Span};
use crate::Array;
use crate::log::{self, Event};
use crate::store::StoreError;

/// Why the clock cannot be moved.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// Beyond the last time that can be told.
    #[error("The clock would pass the year 9999. Give a shorter span, or run puresim clock reset.")]
    TooFar,
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `PURESIM_NOW` is wrong.
    #[error(transparent)]
    Now(#[from] InvalidNow),
}

/// Moves the clock of the array forward by `span`, and returns the clock as it is from then on.
/// `array` itself goes on with the time it was opened with.
///
/// # Errors
/// When the time cannot be told any more, or the array's state cannot be written.
pub fn advance(array: &Array, span: Span) -> Result<Clock, ClockError> {
    array.store().write(|tx| {
        // Read here, not from `array`: another command may have moved it meanwhile.
        let before = Clock::from_environment(offset(tx)?)?;
        let offset = before
            .offset()
            .checked_add(span.duration())
            .ok_or(ClockError::TooFar)?;
        let after = Clock::from_environment(offset)?;
        // A clock that cannot be told stands still at the end of time.
        if after.now().duration_since(before.now()) < span.duration() {
            return Err(ClockError::TooFar);
        }
        let detail = format!("advanced by {span} to {}", shown(after.now()));
        set(tx, before.now(), offset, array, &detail)?;
        Ok(after)
    })
}

/// Sets the clock of the array back to the host's, and returns it.
///
/// # Errors
/// When the array's state cannot be written.
pub fn reset(array: &Array) -> Result<Clock, ClockError> {
    array.store().write(|tx| {
        let before = Clock::from_environment(offset(tx)?)?;
        let after = Clock::from_environment(SignedDuration::ZERO)?;
        let detail = format!("reset to {}", shown(after.now()));
        set(tx, before.now(), SignedDuration::ZERO, array, &detail)?;
        Ok(after)
    })
}

fn offset(tx: &Transaction<'_>) -> Result<SignedDuration, StoreError> {
    let seconds = tx.query_row("SELECT clock_offset FROM array", [], |row| row.get(0))?;
    Ok(SignedDuration::from_secs(seconds))
}

fn set(
    tx: &Transaction<'_>,
    now: Timestamp,
    offset: SignedDuration,
    array: &Array,
    detail: &str,
) -> Result<(), StoreError> {
    tx.execute("UPDATE array SET clock_offset = ?1", [offset.as_secs()])?;
    log::append(tx, now, Event::Clock, array.name().as_str(), detail)
}

fn shown(time: Timestamp) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Home;
    use crate::array::Layout;

    fn array() -> (tempfile::TempDir, Array) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let name = "pure01".parse().unwrap();
        let array = Array::create(&home, &name, &Layout::default()).unwrap();
        (folder, array)
    }

    fn span(text: &str) -> Span {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_goes_forward_and_stays_there() {
        let (_folder, array) = array();
        let before = array.now();
        advance(&array, span("24h")).unwrap();
        advance(&array, span("90m")).unwrap();
        let reopened = Array::open(array.home(), array.name()).unwrap();
        assert_eq!(reopened.clock().offset(), SignedDuration::from_secs(91_800));
        assert!(reopened.now().duration_since(before).as_secs() >= 91_800);
        assert!(reset(&reopened).unwrap().offset().is_zero());
        let reopened = Array::open(array.home(), array.name()).unwrap();
        assert!(reopened.clock().offset().is_zero());
    }

    #[test]
    fn a_time_that_cannot_be_told_is_refused() {
        let (_folder, array) = array();
        let century = span("36500d");
        let moved = std::iter::from_fn(|| advance(&array, century).ok())
            .take(1_000)
            .count();
        assert!((70..80).contains(&moved), "{moved}");
        let reopened = Array::open(array.home(), array.name()).unwrap();
        assert_eq!(
            reopened.clock().offset().as_secs(),
            moved as i64 * 36_500 * 86_400
        );
    }

    #[test]
    fn each_move_is_in_the_log() {
        let (_folder, array) = array();
        advance(&array, span("1d12h")).unwrap();
        reset(&array).unwrap();
        let entries = array.store().read(log::entries).unwrap();
        let details: Vec<&str> = entries
            .iter()
            .filter(|entry| entry.event == "clock")
            .map(|entry| entry.detail.as_str())
            .collect();
        assert_eq!(details.len(), 2);
        assert!(
            details[0].starts_with("advanced by 1d12h to "),
            "{details:?}"
        );
        assert!(details[1].starts_with("reset to "), "{details:?}");
    }
}
