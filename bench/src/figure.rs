//! One line of the performance table.

use std::fmt;
use std::time::Duration;

use crate::paired::Medians;

/// What was measured, beside what, and what came out.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) measured: String,
    pub(crate) peer: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
    pub(crate) ratio: f64,
    pub(crate) goal: Goal,
}

/// What a ratio has to reach.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// Of times and sizes.
    AtMost(f64),
    /// Of rates.
    AtLeast(f64),
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "at most {bound}"),
            Self::AtLeast(bound) => write!(f, "at least {bound}"),
        }
    }
}

impl Figure {
    /// A figure of two times.
    pub(crate) fn of_times(measured: &str, peer: &str, medians: Medians, at_most: f64) -> Self {
        Self {
            measured: measured.to_owned(),
            peer: peer.to_owned(),
            ours: milliseconds(medians.ours),
            theirs: milliseconds(medians.peer),
            ratio: medians.ratio(),
            goal: Goal::AtMost(at_most),
        }
    }

    /// A figure of two times in nanoseconds.
    pub(crate) fn of_nanoseconds(
        measured: &str,
        peer: &str,
        [ours, theirs]: [f64; 2],
        at_most: f64,
    ) -> Self {
        let medians = Medians {
            ours: Duration::from_nanos(ours as u64),
            peer: Duration::from_nanos(theirs as u64),
        };
        Self::of_times(measured, peer, medians, at_most)
    }

    /// A figure of two rates, a second.
    pub(crate) fn of_rates(
        measured: &str,
        peer: &str,
        [ours, theirs]: [f64; 2],
        at_least: f64,
    ) -> Self {
        Self {
            measured: measured.to_owned(),
            peer: peer.to_owned(),
            ours: format!("{ours:.0} /s"),
            theirs: format!("{theirs:.0} /s"),
            ratio: ours / theirs,
            goal: Goal::AtLeast(at_least),
        }
    }

    /// How far it is on the good side of its goal: one is on it, more is better.
    pub(crate) fn margin(&self) -> f64 {
        match self.goal {
            Goal::AtMost(bound) => bound / self.ratio,
            Goal::AtLeast(bound) => self.ratio / bound,
        }
    }

    /// Whether the goal is reached.
    pub(crate) fn reached(&self) -> bool {
        self.margin() >= 1.0
    }

    /// The line of a Markdown table.
    pub(crate) fn row(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {:.2} | {} | {} |",
            self.measured,
            self.peer,
            self.ours,
            self.theirs,
            self.ratio,
            self.goal,
            if self.reached() { "yes" } else { "**no**" }
        )
    }
}

fn milliseconds(time: Duration) -> String {
    match time.as_micros() {
        0..10 => format!("{} ns", time.as_nanos()),
        10..1000 => format!("{} µs", time.as_micros()),
        _ => format!("{:.2} ms", time.as_secs_f64() * 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_a_bound_of_the_ratio() {
        let times = |ours, peer| Medians {
            ours: Duration::from_millis(ours),
            peer: Duration::from_millis(peer),
        };
        assert!(Figure::of_times("a", "b", times(3, 2), 1.5).reached());
        assert!(!Figure::of_times("a", "b", times(3, 2), 1.4).reached());
        assert!(Figure::of_rates("a", "b", [3.0, 2.0], 1.5).reached());
        assert!(!Figure::of_rates("a", "b", [3.0, 2.0], 1.6).reached());
    }
}
