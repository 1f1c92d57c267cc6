//! One line of the performance table.

use std::time::Duration;

use super::paired::Medians;

/// What was measured, beside what, and what came out.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) measured: String,
    pub(super) peer: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) ratio: f64,
    /// What the ratio has to stay within.
    pub(super) at_most: f64,
}

impl Figure {
    /// A figure of two times.
    pub(super) fn of_times(measured: &str, peer: &str, medians: Medians, at_most: f64) -> Self {
        Self {
            measured: measured.to_owned(),
            peer: peer.to_owned(),
            ours: milliseconds(medians.ours),
            theirs: milliseconds(medians.peer),
            ratio: medians.ratio(),
            at_most,
        }
    }

    /// Whether the goal is reached.
    pub(super) fn reached(&self) -> bool {
        self.ratio <= self.at_most
    }

    /// The line of a Markdown table.
    pub(super) fn row(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {:.2} | at most {} | {} |",
            self.measured,
            self.peer,
            self.ours,
            self.theirs,
            self.ratio,
            self.at_most,
            if self.reached() { "yes" } else { "**no**" }
        )
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
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
    }
}
