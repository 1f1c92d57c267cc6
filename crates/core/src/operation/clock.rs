//! Moving the array's clock.

use jiff::{SignedDuration, Timestamp};

use super::OperationError;
use crate::ground::clock::Span;
use crate::ground::{Array, Clock, StoreError, Tx, array_row};
use crate::noun::log::{self, Event};

/// Moves the clock of the array forward by `span`, and returns the clock as it is from then on.
/// `array` itself keeps the time it was opened with.
///
/// # Errors
/// When the time can no longer be represented, or the array's state cannot be written.
pub(crate) fn advance_clock(array: &Array, span: Span) -> Result<Clock, OperationError> {
    let at = |offset| Clock::new(array.context().time, offset);
    array.store().write(|tx| {
        // Read here, not from `array`: another command may have moved it meanwhile.
        let before = at(array_row::clock_offset(tx)?);
        let offset = before
            .offset()
            .checked_add(span.duration())
            .ok_or(OperationError::ClockTooFar)?;
        let after = at(offset);
        // A clock that cannot be represented stops at the end of time.
        if after.now().duration_since(before.now()) < span.duration() {
            return Err(OperationError::ClockTooFar);
        }
        let detail = format!("advanced by {span} to {}", shown(after.now()));
        set(array, tx, before.now(), offset, &detail)?;
        Ok(after)
    })
}

/// Sets the clock of the array back to the host's, and returns it.
///
/// # Errors
/// When the array's state cannot be written.
pub(crate) fn reset_clock(array: &Array) -> Result<Clock, OperationError> {
    let at = |offset| Clock::new(array.context().time, offset);
    array.store().write(|tx| {
        let before = at(array_row::clock_offset(tx)?);
        let after = at(SignedDuration::ZERO);
        let detail = format!("reset to {}", shown(after.now()));
        set(array, tx, before.now(), SignedDuration::ZERO, &detail)?;
        Ok(after)
    })
}

fn set(
    array: &Array,
    tx: &Tx<'_>,
    now: Timestamp,
    offset: SignedDuration,
    detail: &str,
) -> Result<(), StoreError> {
    array_row::set_clock_offset(tx, offset)?;
    let name = array.name()?;
    log::append_at(
        array.context(),
        tx,
        now,
        Event::Clock,
        name.as_str(),
        detail,
    )
}

fn shown(time: Timestamp) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;

    fn array() -> (TestHome, Array) {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        (home, array)
    }

    fn span(text: &str) -> Span {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_goes_forward_and_stays_there() {
        let (home, array) = array();
        let before = array.now();
        advance_clock(&array, span("24h")).unwrap();
        advance_clock(&array, span("90m")).unwrap();
        let reopened = home.open("pure01").unwrap();
        assert_eq!(reopened.clock().offset(), SignedDuration::from_secs(91_800));
        assert!(reopened.now().duration_since(before).as_secs() >= 91_800);
        assert!(reset_clock(&reopened).unwrap().offset().is_zero());
        let reopened = home.open("pure01").unwrap();
        assert!(reopened.clock().offset().is_zero());
    }

    #[test]
    fn a_time_that_cannot_be_told_is_refused() {
        let (home, array) = array();
        let century = span("36500d");
        let moved = std::iter::from_fn(|| advance_clock(&array, century).ok())
            .take(1_000)
            .count();
        assert!((70..80).contains(&moved), "{moved}");
        let reopened = home.open("pure01").unwrap();
        assert_eq!(
            reopened.clock().offset().as_secs(),
            moved as i64 * 36_500 * 86_400
        );
    }

    #[test]
    fn each_move_is_in_the_log() {
        let (_home, array) = array();
        advance_clock(&array, span("1d12h")).unwrap();
        reset_clock(&array).unwrap();
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
