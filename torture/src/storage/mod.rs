//! Devices that fail: full at every write, read-only, without inodes, without permission; and the folder
//! that holds what arrays keep in memory, which fails by itself.

use anyhow::Result;
use pure_tests::Sandbox;

use crate::fixture::Fixture;
use crate::script;
use crate::tally::Tally;

const SCRIPTS: [(&str, &str); 4] = [
    (
        "a disk full at every write",
        include_str!("../../scripts/full.sh"),
    ),
    (
        "a read-only file system",
        include_str!("../../scripts/read-only.sh"),
    ),
    (
        "a full inode table",
        include_str!("../../scripts/inodes.sh"),
    ),
    (
        "permission lost",
        include_str!("../../scripts/permission.sh"),
    ),
];

/// Plays all of them; they take root.
///
/// # Errors
/// When a sandbox cannot be made; what is found wrong is counted.
pub fn run(tally: &mut Tally) -> Result<()> {
    if !script::is_possible() {
        tally.say("Broken devices were not tried: they take root.");
        return Ok(());
    }
    for (name, script) in SCRIPTS {
        let sandbox = Sandbox::new()?;
        let outcome = script::play(tally, &sandbox, script, &[]);
        tally.check(name, outcome);
    }
    let fixture = Fixture::new()?;
    let home = fixture.lock_with_token()?;
    let variables = [("HOME_WITH_TOKEN", home.as_os_str())];
    let script = include_str!("../../scripts/memory.sh");
    let outcome = script::play(tally, &fixture.sandbox, script, &variables);
    tally.check("a memory folder that fails", outcome);
    Ok(())
}
