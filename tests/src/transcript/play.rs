//! Playing a case, and comparing what came with what must come.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::difference::difference;
use super::pattern::Comparison;
use super::{Case, Item, Step};
use crate::port::Port;
use crate::{Sandbox, package_folder};

/// The variable that asks to rewrite the cases that differ.
const UPDATE: &str = "UPDATE";

/// Plays the case in the file `path` in a fresh [`Sandbox`].
///
/// # Errors
/// With the difference when an output or an exit status is not as written; and when the case
/// cannot be read or its set-up fails.
pub fn check(path: &Path) -> Result<()> {
    let expected = Case::read(path)?;
    // Examples are shown in the manual.
    let samples = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().contains("example"));
    let actual = Stage::new(samples)?.play(&expected)?;
    compare(path, &expected.render(), &actual.render())
}

/// Compares what should have come with what came; on demand writes the latter to the file.
pub(super) fn compare(path: &Path, expected: &str, actual: &str) -> Result<()> {
    if actual == expected {
        return Ok(());
    }
    if std::env::var_os(UPDATE).is_some_and(|value| value != "0") {
        return fs::write(path, actual).with_context(|| path.display().to_string());
    }
    let difference = difference(expected, actual);
    bail!(
        "{} (- expected, + came; {UPDATE}=1 rewrites the file)\n{difference}",
        path.strip_prefix(package_folder())
            .unwrap_or(path)
            .display()
    )
}

/// Where a case is played: a sandbox, and a port in place of the documented one.
pub(super) struct Stage {
    sandbox: Sandbox,
    port: Port,
    samples: bool,
}

impl Stage {
    /// A stage of its own, on which hexadecimal digits are `samples` or not.
    pub(super) fn new(samples: bool) -> Result<Self> {
        Ok(Self {
            sandbox: Sandbox::pinned()?,
            port: Port::reserve()?,
            samples,
        })
    }

    /// The case as it really goes, with the wildcards of `expected` where they fit.
    pub(super) fn play(&self, expected: &Case) -> Result<Case> {
        let mut items = Vec::new();
        for item in &expected.items {
            items.push(match item {
                Item::Remark(_) => item.clone(),
                Item::Setup(name) => {
                    self.set_up(name)?;
                    item.clone()
                }
                Item::Step(step) => Item::Step(self.step(step)?),
            });
        }
        Ok(Case { items })
    }

    /// Runs a script of `tests/setup`, after those that it names in lines such as `# @certificate`.
    fn set_up(&self, name: &str) -> Result<()> {
        let script = package_folder().join("setup").join(format!("{name}.sh"));
        let text = fs::read_to_string(&script).with_context(|| format!("the set-up @{name}"))?;
        for needed in text.lines().filter_map(|line| line.strip_prefix("# @")) {
            self.set_up(needed.trim())?;
        }
        let ran = self
            .sandbox
            .run(&self.port.translate(&format!("set -e\n{text}\nset +e")))?;
        if ran.status != 0 {
            bail!(
                "the set-up @{name} ended with status {}:\n{}",
                ran.status,
                ran.text
            );
        }
        Ok(())
    }

    fn step(&self, step: &Step) -> Result<Step> {
        let ran = self.sandbox.run(&self.port.translate(&step.command))?;
        let output = self.port.translate_back(ran.text.trim_end());
        let lines: Vec<&str> = output.lines().collect();
        let sandbox = &self.sandbox.path().to_string_lossy();
        let comparison = Comparison {
            sandbox,
            samples: self.samples,
        };
        Ok(Step {
            command: step.command.clone(),
            output: comparison.reconcile(&step.output, &lines),
            status: ran.status,
        })
    }
}
