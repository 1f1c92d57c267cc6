//! What is checked of the source by tools: licences, unused dependencies, the interface of
//! `kmip`.

use anyhow::{Context, Result};
use pure_tests::cargo::workspace;

use crate::step::{Count, run};
use crate::tool::{DENY, MACHETE, SEMVER_CHECKS};

/// Licences, sources and banned crates, as `deny.toml` has them. The advisories are checked where
/// their database can be reached.
pub(crate) fn licences(count: &mut Count) -> Result<bool> {
    let mut deny = DENY.command()?;
    deny.args(["--locked", "--log-level", "error", "check"]);
    deny.args(["bans", "licenses", "sources"]);
    run(deny, count)
}

/// Dependencies that nothing uses.
pub(crate) fn unused(count: &mut Count) -> Result<bool> {
    run(MACHETE.command()?, count)
}

/// Changes of the interface of `kmip` since the commit in `crates/kmip/semver-baseline` that its
/// version does not announce.
pub(crate) fn interface(count: &mut Count) -> Result<bool> {
    let path = workspace().join("crates/kmip/semver-baseline");
    let baseline = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut check = SEMVER_CHECKS.command()?;
    check.args(["--manifest-path", "crates/kmip/Cargo.toml"]);
    check.args(["--baseline-rev", baseline.trim()]);
    run(check, count)
}
