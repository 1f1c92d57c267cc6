//! Whose turn it is among the default members of a group.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The groups that are remembered: a group that is forgotten begins anew.
const MAX_GROUPS: usize = 1024;

/// Whose turn it is, until the server stops.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<(String, String), String>>);

/// The member of a group that was told first.
#[derive(Debug)]
pub(crate) struct Turn {
    group: (String, String),
    first: String,
}

impl Turns {
    /// Begins the members of the group with the one after the last that it began with, and tells whose
    /// turn it is then.
    pub(crate) fn rotate(&self, home: &str, group: &str, members: &mut [String]) -> Option<Turn> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let group = (home.to_owned(), group.to_owned());
        let place = last
            .get(&group)
            .and_then(|last| members.iter().position(|it| it == last));
        if let Some(place) = place {
            members.rotate_left((place + 1) % members.len());
        }
        let first = members.first()?.clone();
        Some(Turn { group, first })
    }

    /// The response with it is on its way: the next one has its turn.
    pub(crate) fn take(&self, turn: Turn) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= MAX_GROUPS {
            last.clear();
        }
        last.insert(turn.group, turn.first);
    }
}
