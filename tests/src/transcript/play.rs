//! Playing a case, and comparing what came with what must come.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::difference::difference;
use super::pattern::reconcile;
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
    let actual = play(&expected)?;
    if actual == expected {
        return Ok(());
    }
    if std::env::var_os(UPDATE).is_some_and(|value| value != "0") {
        return fs::write(path, actual.render()).context("rewriting the case");
    }
    let difference = difference(&expected.render(), &actual.render());
    bail!(
        "{} (- expected, + came; {UPDATE}=1 rewrites the file)\n{difference}",
        path.strip_prefix(package_folder())
            .unwrap_or(path)
            .display()
    )
}

/// The case as it really went, with the wildcards of `expected` where they fit.
fn play(expected: &Case) -> Result<Case> {
    let stage = Stage {
        sandbox: Sandbox::pinned()?,
        port: Port::reserve()?,
    };
    let mut items = Vec::new();
    for item in &expected.items {
        items.push(match item {
            Item::Remark(_) => item.clone(),
            Item::Setup(name) => {
                stage.set_up(name)?;
                item.clone()
            }
            Item::Step(step) => Item::Step(stage.play(step)?),
        });
    }
    Ok(Case { items })
}

/// Where a case is played: a sandbox, and a port that stands for the documented one.
struct Stage {
    sandbox: Sandbox,
    port: Port,
}

impl Stage {
    fn set_up(&self, name: &str) -> Result<()> {
        let script = package_folder().join("setup").join(format!("{name}.sh"));
        let text = fs::read_to_string(&script).with_context(|| format!("the set-up @{name}"))?;
        let ran = self
            .sandbox
            .run(&self.port.translate(&format!("set -e\n{text}\nset +e")))?;
        if ran.status != 0 {
            bail!(
                "the set-up @{name} ended with status {}:\n{}",
                ran.status,
                ran.output
            );
        }
        Ok(())
    }

    fn play(&self, step: &Step) -> Result<Step> {
        let ran = self.sandbox.run(&self.port.translate(&step.command))?;
        let output = self.port.translate_back(ran.output.trim_end());
        let lines: Vec<&str> = output.lines().collect();
        Ok(Step {
            command: step.command.clone(),
            output: reconcile(&step.output, &lines, &self.sandbox.path().to_string_lossy()),
            status: ran.status,
        })
    }
}
