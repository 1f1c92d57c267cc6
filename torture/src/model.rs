//! What objects can be, by what the commands have reported.
//!
//! An object is not there, or is there in a version that the command named: in the organization of a
//! certificate, the port of a KMIP server, the contents of a volume, the name of the array.

use std::collections::HashSet;
use std::time::Instant;

/// What an object is: `None` when it is not there.
pub type State = Option<u64>;

/// What a command does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Makes it in that version; it must not be there.
    Create(u64),
    /// Changes it to that version; it must be there.
    Set(u64),
    /// Makes it, or changes it.
    Put(u64),
    /// Deletes it; it must be there.
    Delete,
}

impl Change {
    /// The state after it; `None` when it cannot be done.
    pub fn apply(self, state: State) -> Option<State> {
        match (self, state) {
            (Self::Create(version), None)
            | (Self::Set(version), Some(_))
            | (Self::Put(version), _) => Some(Some(version)),
            (Self::Delete, Some(_)) => Some(None),
            _ => None,
        }
    }
}

/// What is known of how a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It said that it is done.
    Done,
    /// It was refused because the object is there, or is not.
    Refused {
        /// Whether the object was there.
        there: bool,
    },
    /// It failed for another reason, and has changed nothing.
    Failed,
    /// It was killed: it is done or not.
    Killed,
}

/// The states that an object may be in, after commands one after another.
#[derive(Clone, Debug)]
pub struct Possible(Vec<State>);

impl Possible {
    /// It is in this state.
    pub fn only(state: State) -> Self {
        Self(vec![state])
    }

    /// After a command; an error when what it said cannot be.
    ///
    /// # Errors
    /// With the states that were possible.
    pub fn after(&mut self, change: Change, end: End) -> Result<(), String> {
        let before = self.0.clone();
        let changed = || before.iter().filter_map(|&state| change.apply(state));
        let mut after: Vec<State> = match end {
            End::Done => changed().collect(),
            End::Refused { there } => before
                .iter()
                .copied()
                .filter(|state| state.is_some() == there)
                .collect(),
            End::Failed => before.clone(),
            End::Killed => before.iter().copied().chain(changed()).collect(),
        };
        after.dedup();
        if after.is_empty() {
            return Err(format!("{change:?} {end:?}, and it was one of {before:?}"));
        }
        self.0 = after;
        Ok(())
    }

    /// It was seen to be in this state; an error when it cannot be.
    ///
    /// # Errors
    /// With the states that were possible.
    pub fn seen(&mut self, state: State) -> Result<(), String> {
        if !self.0.contains(&state) {
            return Err(format!("it is {state:?} and should be one of {:?}", self.0));
        }
        self.0 = vec![state];
        Ok(())
    }
}

/// A command on one object, and when it ran.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it did.
    pub change: Change,
    /// How it ended.
    pub end: End,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
}

/// Whether the events have a legal order that ends in `last` and in which none comes before another
/// that had ended when it began (Herlihy, Wing: Linearizability, 1990), by a search that visits no
/// pair of done events and state twice (Lowe: Testing for linearizability, 2017).
///
/// # Panics
/// With more than 128 events.
pub fn is_linearisable(events: &[Event], first: State, last: State) -> bool {
    let bits = |count: usize| {
        if count == 128 {
            u128::MAX
        } else {
            (1 << count) - 1
        }
    };
    assert!(events.len() <= 128, "too many events for one object");
    let all = bits(events.len());
    let (mut seen, mut open) = (HashSet::new(), vec![(0_u128, first)]);
    while let Some((done, state)) = open.pop() {
        if done == all && state == last {
            return true;
        }
        if !seen.insert((done, state)) {
            continue;
        }
        let left = || (0..events.len()).filter(|at| done & (1 << at) == 0);
        let Some(horizon) = left().map(|at| events[at].until).min() else {
            continue;
        };
        for at in left().filter(|&at| events[at].from <= horizon) {
            let event = &events[at];
            let next = done | 1 << at;
            match event.end {
                End::Done => open.extend(event.change.apply(state).map(|state| (next, state))),
                End::Refused { there } if state.is_some() == there => open.push((next, state)),
                End::Refused { .. } => {}
                End::Failed => open.push((next, state)),
                End::Killed => {
                    open.push((next, state));
                    open.extend(event.change.apply(state).map(|state| (next, state)));
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn event(start: Instant, change: Change, end: End, from: u64, until: u64) -> Event {
        let at = |millis| start + Duration::from_millis(millis);
        Event {
            change,
            end,
            from: at(from),
            until: at(until),
        }
    }

    #[test]
    fn overlapping_commands_may_have_either_order() {
        let now = Instant::now();
        let create = event(now, Change::Create(1), End::Done, 0, 10);
        let delete = event(now, Change::Delete, End::Done, 5, 15);
        assert!(is_linearisable(
            &[delete.clone(), create.clone()],
            None,
            None
        ));
        assert!(!is_linearisable(&[delete, create], None, Some(1)));
    }

    #[test]
    fn what_ended_before_comes_before() {
        let now = Instant::now();
        let one = event(now, Change::Put(1), End::Done, 0, 10);
        let two = event(now, Change::Put(2), End::Done, 11, 20);
        assert!(is_linearisable(&[one.clone(), two.clone()], None, Some(2)));
        assert!(!is_linearisable(&[one, two], None, Some(1)));
    }

    #[test]
    fn a_killed_command_is_done_or_not_and_an_acknowledged_one_is_done() {
        let mut possible = Possible::only(None);
        possible.after(Change::Create(1), End::Killed).unwrap();
        assert!(possible.clone().seen(None).is_ok() && possible.clone().seen(Some(1)).is_ok());
        possible.after(Change::Set(2), End::Done).unwrap();
        assert!(possible.seen(None).is_err());
        assert!(possible.after(Change::Create(3), End::Done).is_err());
    }
}
