//! The scenarios: one file each in `scenarios/`.

use std::ffi::OsStr;
use std::fmt;
use std::str::FromStr;

use clap_complete::CompletionCandidate;
use pure_console::did_you_mean;
use serde::Deserialize;

use super::step::Step;
use crate::complete;

/// The files, by the names of their scenarios, in the order of the list.
const FILES: &[(&str, &str)] = &[
    ("enabled", include_str!("../../scenarios/enabled.json")),
    (
        "deactivated",
        include_str!("../../scenarios/deactivated.json"),
    ),
    (
        "compromised",
        include_str!("../../scenarios/compromised.json"),
    ),
    ("destroyed", include_str!("../../scenarios/destroyed.json")),
    ("disabled", include_str!("../../scenarios/disabled.json")),
    (
        "another-key",
        include_str!("../../scenarios/another-key.json"),
    ),
    (
        "unreachable",
        include_str!("../../scenarios/unreachable.json"),
    ),
    ("wrong-ca", include_str!("../../scenarios/wrong-ca.json")),
    (
        "certificate-expiring",
        include_str!("../../scenarios/certificate-expiring.json"),
    ),
    (
        "certificate-expired",
        include_str!("../../scenarios/certificate-expired.json"),
    ),
    (
        "server-expired",
        include_str!("../../scenarios/server-expired.json"),
    ),
    ("lagging", include_str!("../../scenarios/lagging.json")),
    ("flapping", include_str!("../../scenarios/flapping.json")),
    (
        "too-few-drives",
        include_str!("../../scenarios/too-few-drives.json"),
    ),
    ("locked", include_str!("../../scenarios/locked.json")),
];

/// A scenario that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario(&'static (&'static str, &'static str));

/// There is no scenario of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no such scenario; puresim scenario list names them.{}", question(.meant))]
pub struct UnknownScenario {
    /// The question whether another one was meant.
    meant: Option<String>,
}

fn question(meant: &Option<String>) -> String {
    let meant = meant.as_ref().map(|question| format!(" {question}"));
    meant.unwrap_or_default()
}

impl Scenario {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FILES.iter().map(Self)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        self.0.0
    }

    /// Those whose names begin as `typed`, for the shell.
    pub(crate) fn complete(typed: &OsStr) -> Vec<CompletionCandidate> {
        complete::begin_as(typed, Self::all().map(Self::name))
    }

    /// What its file says.
    pub(crate) fn definition(self) -> Definition {
        serde_json::from_str(self.0.1).expect("a test reads every scenario")
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, UnknownScenario> {
        let mut all = Self::all();
        all.find(|scenario| scenario.name() == text)
            .ok_or_else(|| UnknownScenario {
                meant: did_you_mean(text, Self::all().map(|scenario| scenario.name())),
            })
    }
}

/// What the file of a scenario says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// The state, in a sentence.
    pub(crate) summary: String,
    /// What leads to it from what `puresim up` sets up.
    pub(crate) steps: Vec<Step>,
    /// The commands that show it.
    see: Vec<String>,
    /// The commands that lead out of it, or why nothing does.
    fix: Vec<String>,
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary)?;
        for (title, lines) in [("To see it:", &self.see), ("To fix it:", &self.fix)] {
            if !lines.is_empty() {
                writeln!(f, "{title}")?;
            }
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_scenario_and_listed() {
        for scenario in Scenario::all() {
            let definition = scenario.definition();
            assert!(definition.summary.ends_with('.'), "{}", scenario.name());
            assert_eq!(scenario.name().parse(), Ok(scenario));
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
        let files = std::fs::read_dir(folder).unwrap();
        assert_eq!(files.count(), FILES.len(), "a file is not in the list");
        assert!("nonsense".parse::<Scenario>().is_err());
    }
}
