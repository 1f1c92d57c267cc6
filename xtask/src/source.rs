//! What is checked of the source by tools: licences, unused dependencies, module circles, the
//! interface of `kmip`.

use anyhow::{Context, Result, ensure};
use pure_tests::cargo::workspace;

use crate::circles;
use crate::metadata::{Package, packages};
use crate::step::{Count, run};
use crate::tool::{DENY, MACHETE, MODULES, SEMVER_CHECKS};

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

/// Circles between the modules of each crate of ours.
pub(crate) fn circles() -> Result<bool> {
    let mut found = 0;
    for checked in packages()?.into_iter().flat_map(checked) {
        let circles = circles::circles(&checked.graph()?);
        println!("{}: {} circles", checked.package, circles.len());
        circles.iter().for_each(|circle| println!("  {circle}"));
        found += circles.len();
    }
    Ok(found == 0)
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

/// A library or, where a package has none, a binary of it.
struct Checked {
    package: String,
    /// The name of the binary.
    binary: Option<String>,
}

impl Checked {
    /// The uses between its modules, in the language of Graphviz. (cargo-modules' own `--acyclic`
    /// looks at types and functions too, and calls a type with a constructor a circle.)
    fn graph(&self) -> Result<String> {
        let mut modules = MODULES.command()?;
        modules.args(["dependencies", "--layout", "dot", "--no-owns"]);
        modules.args(["--no-externs", "--no-sysroot"]);
        modules.args(["--package", &self.package]);
        match &self.binary {
            Some(name) => modules.args(["--bin", name]),
            None => modules.arg("--lib"),
        };
        let output = modules.output().context("cannot start cargo")?;
        ensure!(
            output.status.success(),
            "{}: {}",
            self.package,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).context("cargo modules")
    }
}

/// The library of each package, and the binaries of packages without one.
fn checked(package: Package) -> Vec<Checked> {
    let checked = |binary| Checked {
        package: package.name.clone(),
        binary,
    };
    if package.targets.iter().any(|it| it.is("lib")) {
        return vec![checked(None)];
    }
    let binaries = package.targets.iter().filter(|it| it.is("bin"));
    binaries.map(|it| checked(Some(it.name.clone()))).collect()
}
