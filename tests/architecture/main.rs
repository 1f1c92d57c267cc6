//! The architecture as ARCHITECTURE.md draws it: arrows point down, between crates and inside core;
//! core knows no terminal, no environment and no command.

mod circles;
mod modules;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pure_tests::cargo::{cargo, workspace};
use serde::Deserialize;

/// The crates from the bottom up: each uses only those of the layers below its own.
const LAYERS: [&[&str]; 6] = [
    &["kmip", "pure-https", "pure-pages", "pure-sqlite"],
    &["pure-testing", "pure-core", "pure-dsm", "pure-keymanager"],
    &["pure-console", "pure-doors"],
    &["purecert", "purekmip", "purearray", "puresim"],
    &["pure-tests", "pure-promise"],
    &[
        "pure-bench",
        "pure-fuzz-properties",
        "pure-load",
        "pure-manual",
        "pure-torture",
        "xtask",
    ],
];

/// What a crate has no business with.
const FOREIGN: [(&str, &[&str]); 6] = [
    ("kmip", &["pure-core", "rusqlite", "clap"]),
    (
        "pure-core",
        &[
            "clap",
            "comfy-table",
            "rpassword",
            "unicode-width",
            "reqwest",
            "axum",
            "hyper",
        ],
    ),
    (
        "pure-console",
        &["aws-lc-rs", "rcgen", "rusqlite", "rustls", "x509-parser"],
    ),
    ("pure-doors", &["clap", "kmip", "rusqlite", "pure-console"]),
    ("pure-keymanager", &["clap", "pure-core", "pure-console"]),
    ("pure-dsm", &["clap", "pure-core", "pure-console", "axum"]),
];

/// The strata of core from the bottom up.
const STRATA: [&str; 6] = ["ground", "key", "noun", "operation", "lifecycle", "api"];

/// A panic ends one request of a server, not the server: no profile aborts.
#[test]
fn a_panic_unwinds() {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("[profile.release]"));
    assert!(
        !manifest.contains("panic = "),
        "a profile says what a panic does"
    );
}

const COMMANDS: [&str; 4] = ["purecert ", "purekmip ", "purearray ", "puresim "];

/// The marks in the files of drives, which are not commands.
const DRIVE_FORMATS: [&str; 2] = ["\"puresim drive 1\"", "\"puresim drive 2\""];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

/// What a package builds.
#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// None for what is built in; `dev` and `build` else.
    kind: Option<String>,
}

fn metadata() -> Metadata {
    let mut metadata = cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let output = metadata.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What each package of the workspace is built from, tests aside.
fn packages() -> BTreeMap<String, Vec<String>> {
    let built_in = |package: Package| {
        let dependencies = package.dependencies.into_iter();
        let names = dependencies
            .filter(|it| it.kind.is_none())
            .map(|it| it.name);
        (package.name, names.collect())
    };
    metadata().packages.into_iter().map(built_in).collect()
}

fn core() -> PathBuf {
    workspace().join("crates/core/src")
}

/// The Rust files under `folder`, by their paths within it, each as its lines of code: no comments,
/// and no tests.
fn code(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .lines()
                .take_while(|line| line.trim() != "#[cfg(test)]")
                .filter(|line| !line.trim_start().starts_with("//"));
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            files.insert(name, code.map(str::to_owned).collect());
        }
    }
    assert!(!files.is_empty(), "no code in {}", folder.display());
    files
}

/// Fails with the lines for which `rule` says what is wrong.
#[track_caller]
fn no_line(files: &BTreeMap<String, Vec<String>>, rule: impl Fn(&str, &str) -> Option<String>) {
    let mut wrong = String::new();
    for (name, lines) in files {
        for line in lines {
            if let Some(what) = rule(name, line) {
                wrong.push_str(&format!("\n{name}: {what}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_crate_uses_only_those_below_it() {
    let packages = packages();
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    for (name, dependencies) in &packages {
        let own = layer(name).unwrap_or_else(|| panic!("{name} is in no layer"));
        for used in dependencies.iter().filter(|it| packages.contains_key(*it)) {
            assert!(layer(used) < Some(own), "{name} uses {used}");
        }
    }
    let named: usize = LAYERS.iter().map(|layer| layer.len()).sum();
    assert_eq!(named, packages.len(), "a layer names a crate that is gone");
}

#[test]
fn no_crate_knows_what_is_not_its_business() {
    let packages = packages();
    for (name, foreign) in FOREIGN {
        let used = packages[name].iter();
        let found: Vec<_> = used.filter(|it| foreign.contains(&it.as_str())).collect();
        assert!(found.is_empty(), "{name} uses {found:?}");
    }
}

#[test]
fn every_stratum_of_core_uses_only_those_below_it() {
    let rank = |stratum: &str| STRATA.iter().position(|it| *it == stratum);
    let mut folders = Vec::new();
    for entry in fs::read_dir(core()).unwrap() {
        folders.push(entry.unwrap().file_name().into_string().unwrap());
    }
    folders.retain(|name| name != "lib.rs");
    assert!(
        folders.iter().all(|name| rank(name).is_some()),
        "{folders:?}"
    );
    no_line(&code(&core()), |name, line| {
        let (stratum, _) = name.split_once('/')?;
        let own = rank(stratum)?;
        let mut used = line.split("crate::").skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        });
        let above = used.find(|used| rank(used).is_none_or(|used| used > own))?;
        Some(format!("{stratum} uses {above:?}"))
    });
}

#[test]
fn core_reads_no_environment() {
    no_line(&code(&core()), |_, line| {
        let reads = ["std::env", "env::var", "current_dir()"]
            .iter()
            .any(|it| line.contains(it));
        reads.then(|| "reads the environment".to_owned())
    });
}

#[test]
fn core_names_no_command() {
    no_line(&code(&core()), |_, line| {
        let without = |line: String, format: &&str| line.replace(format, "");
        let line = DRIVE_FORMATS.iter().fold(line.to_owned(), without);
        // Labels of derived keys are bytes.
        let texts = line.split("b\"").next()?.to_owned();
        let command = COMMANDS.iter().find(|command| {
            let rest = texts.split(*command).skip(1);
            rest.into_iter()
                .any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        })?;
        Some(format!("names {command:?}"))
    });
}

/// Within a folder too: what one module uses never uses it in turn.
#[test]
fn no_modules_form_a_circle() {
    let mut found = String::new();
    let mut checked = 0;
    for package in metadata().packages {
        for target in package.targets {
            if target
                .kind
                .iter()
                .any(|kind| kind == "lib" || kind == "bin")
            {
                checked += 1;
                for circle in circles::circles(&modules::uses(&target.src_path)) {
                    found.push_str(&format!("\n{} {}: {circle}", package.name, target.name));
                }
            }
        }
    }
    assert!(checked > 10, "only {checked} crates were found");
    assert!(found.is_empty(), "{found}");
}
