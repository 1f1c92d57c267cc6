//! Moving the home's clock, and an array's own away from it.

use jiff::{SignedDuration, Timestamp};

use super::OperationError;
use crate::ground::clock::Span;
use crate::ground::{Array, Clock, array_row, home_clock};
use crate::noun::log::{self, Event};

/// Moves the clock of the home forward by `span`, for all its arrays and its key manager, and returns that
/// of the array as it is from then on. `array` itself keeps the time it was opened with.
///
/// # Errors
/// When the time can no longer be represented, or the home cannot be written.
pub(crate) fn advance_clock(array: &Array, span: Span) -> Result<Clock, OperationError> {
    let advance = |before: SignedDuration| {
        let offset = before.checked_add(span.duration());
        offset.ok_or(OperationError::ClockTooFar)
    };
    move_home(array, advance, |after| {
        format!("advanced by {span} to {}", shown(after.now()))
    })
}

/// Sets the clock of the home back to the host's, and returns that of the array.
///
/// # Errors
/// When the home cannot be written.
pub(crate) fn reset_clock(array: &Array) -> Result<Clock, OperationError> {
    move_home(
        array,
        |_| Ok(SignedDuration::ZERO),
        |after| format!("reset to {}", shown(after.now())),
    )
}

/// Has the clock of the array differ from the home's by `skew`, and returns it.
///
/// # Errors
/// When the time can no longer be represented, or the array's state cannot be written.
pub(crate) fn skew_clock(array: &Array, skew: SignedDuration) -> Result<Clock, OperationError> {
    let after = array.clock().with_skew(skew);
    check(after.with_skew(SignedDuration::ZERO), after, skew)?;
    let name = array.name()?;
    let detail = match Span::from_seconds(skew.as_secs().saturating_abs()) {
        None => "right again".to_owned(),
        Some(span) if skew.is_negative() => format!("wrong by {span}, behind"),
        Some(span) => format!("wrong by {span}, ahead"),
    };
    array.store().write(|tx| {
        array_row::set_clock_skew(tx, skew)?;
        log::append(array, tx, Event::Clock, name.as_str(), &detail)
    })?;
    Ok(after)
}

/// Moves the home's clock to the offset that `to` makes of the present one.
fn move_home(
    array: &Array,
    to: impl FnOnce(SignedDuration) -> Result<SignedDuration, OperationError>,
    detail: impl FnOnce(&Clock) -> String,
) -> Result<Clock, OperationError> {
    let context = array.context();
    // Read before anything is moved, so that it is no error of what is done.
    let name = array.name()?.clone();
    let _lock = context.home.lock(array.waiter())?;
    // Read here, not from `array`: another command may have moved it meanwhile.
    let at = |offset| Clock::new(context.time, offset).with_skew(array.clock().skew());
    let before = home_clock::offset(&context.home)?;
    let offset = to(before)?;
    let (before, after) = (at(before), at(offset));
    check(before, after, offset - before.offset())?;
    home_clock::set_offset(&context.home, offset)?;
    log::append_done_at(
        array,
        before.now(),
        Event::Clock,
        name.as_str(),
        &detail(&after),
    );
    Ok(after)
}

/// Checks that the clock has gone all the way: one that cannot be represented stops at the end of time.
fn check(before: Clock, after: Clock, way: SignedDuration) -> Result<(), OperationError> {
    // In this order: a clock goes on while it is looked at.
    let start = before.now();
    let gone = after.now().duration_since(start);
    let is_there = if way.is_negative() {
        gone <= way + SignedDuration::from_secs(60)
    } else {
        gone >= way
    };
    is_there.then_some(()).ok_or(OperationError::ClockTooFar)
}

fn shown(time: Timestamp) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;

    fn array() -> (TestHome, Array) {
        let home = TestHome::with(&["pure01", "pure02"]);
        let array = home.open("pure01").unwrap();
        (home, array)
    }

    fn span(text: &str) -> Span {
        text.parse().unwrap()
    }

    fn offsets(array: &Array) -> [i64; 2] {
        [array.clock().offset(), array.clock().skew()].map(|it| it.as_secs())
    }

    #[test]
    fn the_clock_of_all_arrays_goes_forward_and_stays_there() {
        let (home, array) = array();
        let before = array.now();
        advance_clock(&array, span("24h")).unwrap();
        advance_clock(&array, span("90m")).unwrap();
        for name in ["pure01", "pure02"] {
            let reopened = home.open(name).unwrap();
            assert_eq!(offsets(&reopened), [91_800, 0]);
            assert!(reopened.now().duration_since(before).as_secs() >= 91_800);
        }
        assert!(reset_clock(&array).unwrap().offset().is_zero());
        assert_eq!(offsets(&home.open("pure02").unwrap()), [0, 0]);
    }

    #[test]
    fn the_error_of_one_clock_is_its_own() {
        let (home, array) = array();
        advance_clock(&array, span("1h")).unwrap();
        let array = home.open("pure01").unwrap();
        let skewed = skew_clock(&array, SignedDuration::from_secs(-300)).unwrap();
        assert_eq!(skewed.skew().as_secs(), -300);
        let reopened = home.open("pure01").unwrap();
        assert_eq!(offsets(&reopened), [3600, -300]);
        assert_eq!(offsets(&home.open("pure02").unwrap()), [3600, 0]);
        let other = home.open("pure02").unwrap().now();
        let apart = other.duration_since(reopened.now()).as_secs();
        assert!((299..=301).contains(&apart), "{apart}");
        // It stays when the home's clock is moved.
        reset_clock(&reopened).unwrap();
        assert_eq!(offsets(&home.open("pure01").unwrap()), [0, -300]);
        skew_clock(&reopened, SignedDuration::ZERO).unwrap();
        assert_eq!(offsets(&home.open("pure01").unwrap()), [0, 0]);
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
        assert_eq!(offsets(&reopened), [moved as i64 * 36_500 * 86_400, 0]);
        for skew in [i64::MAX, i64::MIN, 100 * 36_500 * 86_400] {
            let refused = skew_clock(&reopened, SignedDuration::from_secs(skew));
            assert!(
                matches!(refused, Err(OperationError::ClockTooFar)),
                "{skew}"
            );
        }
    }

    #[test]
    fn each_move_is_in_the_log() {
        let (_home, array) = array();
        advance_clock(&array, span("1d12h")).unwrap();
        skew_clock(&array, SignedDuration::from_secs(5)).unwrap();
        skew_clock(&array, SignedDuration::from_secs(-5)).unwrap();
        skew_clock(&array, SignedDuration::ZERO).unwrap();
        reset_clock(&array).unwrap();
        let entries = array.store().read(log::entries).unwrap();
        let details: Vec<&str> = entries
            .iter()
            .filter(|entry| entry.event == "clock")
            .map(|entry| entry.detail.as_str())
            .collect();
        assert!(
            details[0].starts_with("advanced by 1d12h to "),
            "{details:?}"
        );
        let skews = ["wrong by 5s, ahead", "wrong by 5s, behind", "right again"];
        assert_eq!(details[1..4], skews);
        assert!(details[4].starts_with("reset to "), "{details:?}");
        assert_eq!(details.len(), 5);
    }
}
