//! What the commands leave on raw disks and in memory: the tests that take root.

use anyhow::{Context, Result, bail};
use pure_tests::cargo::left_behind;

use crate::tally::Tally;

/// Runs them.
///
/// # Errors
/// When cargo cannot be started; what is found wrong is counted.
pub fn run(tally: &mut Tally) -> Result<()> {
    let Some(mut tests) = left_behind() else {
        tally.say("What is left on raw disks and in memory was not tried: it takes root.");
        return Ok(());
    };
    let output = tests.output().context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines() {
        let Some((name, outcome)) = line
            .strip_prefix("test ")
            .and_then(|it| it.rsplit_once(" ... "))
        else {
            continue;
        };
        let outcome = match outcome {
            "ok" => Ok("nothing is left".to_owned()),
            _ => Err(anyhow::anyhow!("see `cargo test --test left_behind`")),
        };
        tally.check(name, outcome);
    }
    if !output.status.success() && tally.failed == 0 {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
