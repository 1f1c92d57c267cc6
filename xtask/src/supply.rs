//! `cargo xtask supply`: what we depend on is licensed as `deny.toml` allows and comes from
//! crates.io.
//!
//! cargo-deny says the same and more; this needs nothing installed, and so it is always run.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cargo::{cargo, workspace};
use crate::licence::is_allowed;

/// Check the licence and the source of every dependency.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks, and says what is wrong.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    Ok(if check()? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// True when every dependency is as it should be; prints each that is not.
pub(crate) fn check() -> Result<bool> {
    let deny = fs::read_to_string(workspace().join("deny.toml")).context("deny.toml")?;
    let allowed = allowed_licences(&deny).context("deny.toml: no list of allowed licences")?;
    let banned = banned_crates(&deny);
    let packages = dependencies()?;
    let mut faults = Vec::new();
    for package in &packages {
        faults.extend(faults_of(package, &allowed, &banned));
    }
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} dependencies, {} faults", packages.len(), faults.len());
    Ok(faults.is_empty())
}

/// A package that something in the workspace is built from.
struct Package {
    name: String,
    licence: String,
    /// Empty for a package of the workspace.
    source: String,
}

/// All packages of the dependency graph, for every platform, tests and build scripts included.
fn dependencies() -> Result<Vec<Package>> {
    let output = cargo(&["metadata", "--locked", "--format-version", "1"]).output()?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata: no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let package = |value: &Value| Package {
        name: text(&value["name"]),
        licence: text(&value["license"]),
        source: text(&value["source"]),
    };
    Ok(packages.iter().map(package).collect())
}

fn faults_of(package: &Package, allowed: &[&str], banned: &[&str]) -> Vec<String> {
    let Package {
        name,
        licence,
        source,
    } = package;
    let mut faults = Vec::new();
    if !is_allowed(licence, allowed) {
        faults.push(format!(
            "{name}: its licence {licence:?} is none that deny.toml allows"
        ));
    }
    if !source.is_empty() && source != CRATES_IO {
        faults.push(format!(
            "{name}: it comes from {source}, not from crates.io"
        ));
    }
    if banned.contains(&name.as_str()) {
        faults.push(format!("{name}: deny.toml bans it"));
    }
    faults
}

/// The texts in quotes of `allow = [...]`.
fn allowed_licences(deny: &str) -> Option<Vec<&str>> {
    let (_, list) = deny.split_once("\nallow = [")?;
    let (list, _) = list.split_once(']')?;
    Some(list.split('"').skip(1).step_by(2).collect())
}

/// The names in `{ crate = "NAME", ...`.
fn banned_crates(deny: &str) -> Vec<&str> {
    deny.split("crate = \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = r#"
[licenses]
allow = [
    "MIT", "Apache-2.0 WITH LLVM-exception",
]
[bans]
deny = [
    { crate = "sharks", reason = "biased" },
    { crate = "ring", reason = "one provider" },
]
"#;

    #[test]
    fn the_rules_are_read_from_deny_toml() {
        let allowed = allowed_licences(DENY).unwrap();
        assert_eq!(allowed, ["MIT", "Apache-2.0 WITH LLVM-exception"]);
        assert_eq!(banned_crates(DENY), ["sharks", "ring"]);
    }

    #[test]
    fn each_fault_is_named() {
        let faults = |name: &str, licence: &str, source: &str| {
            let package = Package {
                name: name.into(),
                licence: licence.into(),
                source: source.into(),
            };
            faults_of(&package, &["MIT"], &["ring"]).len()
        };
        assert_eq!(faults("a", "MIT", CRATES_IO), 0);
        assert_eq!(faults("ours", "MIT", ""), 0);
        assert_eq!(faults("a", "GPL-3.0", CRATES_IO), 1);
        assert_eq!(faults("a", "", CRATES_IO), 1);
        assert_eq!(faults("a", "MIT", "git+https://example.org/a"), 1);
        assert_eq!(faults("ring", "GPL-3.0", "git+https://example.org/a"), 3);
    }
}
