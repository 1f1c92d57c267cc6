//! `cargo xtask supply`: what we depend on is licensed as `deny.toml` allows and comes from
//! crates.io.
//!
//! cargo-deny says the same and more; this needs nothing installed, and so it is always run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::cargo::{cargo, workspace};
use crate::licence::is_allowed;

/// Check the licence and the source of every dependency.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

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
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    licence: String,
    /// Where it comes from: a path or an address, or empty for crates.io.
    source: String,
}

/// All packages that are built for any platform, those of tests and build scripts included.
fn dependencies() -> Result<BTreeSet<Package>> {
    let tree = [
        "tree",
        "--locked",
        "--workspace",
        "--target",
        "all",
        "--prefix",
        "none",
    ];
    let output = cargo(&tree).args(["--format", "{p}\t{l}"]).output()?;
    if !output.status.success() {
        bail!(
            "cargo tree: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8(output.stdout).context("cargo tree")?;
    text.lines()
        .filter(|line| !line.is_empty())
        .map(package)
        .collect()
}

/// The package of a line such as `syn v2.0.119 (*)`: the licence follows a tab, and remarks and
/// a source other than crates.io stand in parentheses.
fn package(line: &str) -> Result<Package> {
    let (package, licence) = line
        .split_once('\t')
        .with_context(|| format!("cargo tree: {line}"))?;
    let mut parts = package.split(" (").map(|part| part.trim_end_matches(')'));
    let name = parts
        .next()
        .and_then(|part| part.split(' ').next())
        .unwrap_or_default();
    let source = parts
        .find(|part| !matches!(*part, "proc-macro" | "*"))
        .unwrap_or_default();
    let licence = licence.trim_end_matches(" (*)");
    Ok(Package {
        name: name.to_owned(),
        licence: licence.to_owned(),
        source: source.to_owned(),
    })
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
    if !source.is_empty() && !Path::new(source).starts_with(workspace()) {
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
        assert_eq!(faults("a", "MIT", ""), 0);
        assert_eq!(faults("ours", "MIT", env!("CARGO_MANIFEST_DIR")), 0);
        assert_eq!(faults("a", "GPL-3.0", ""), 1);
        assert_eq!(faults("a", "", ""), 1);
        assert_eq!(faults("a", "MIT", "https://example.org/a#0123"), 1);
        assert_eq!(faults("ring", "GPL-3.0", "https://example.org/a#0123"), 3);
    }

    #[test]
    fn lines_of_cargo_tree() {
        for (line, name, licence, source) in [
            (
                "libc v0.2.1\tMIT OR Apache-2.0",
                "libc",
                "MIT OR Apache-2.0",
                "",
            ),
            ("syn v2.0.1\tMIT (*)", "syn", "MIT", ""),
            ("derive v1.0.0 (proc-macro)\tMIT (*)", "derive", "MIT", ""),
            ("ours v0.1.0 (/work/ours)\tMIT", "ours", "MIT", "/work/ours"),
            ("m v1.0.0 (proc-macro) (/work/m)\t", "m", "", "/work/m"),
        ] {
            let expected = Package {
                name: name.into(),
                licence: licence.into(),
                source: source.into(),
            };
            assert_eq!(package(line).unwrap(), expected, "{line}");
        }
        assert!(package("libc v0.2.1").is_err());
    }
}
