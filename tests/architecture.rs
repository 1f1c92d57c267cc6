//! The architecture: arrows between crates point down, and no crate knows what is not its business.

use std::collections::BTreeMap;

use pure_tests::cargo::cargo;
use serde::Deserialize;

/// The crates from the bottom up: each uses only those of the layers below its own.
const LAYERS: [&[&str]; 6] = [
    &["kmip", "pure-sqlite"],
    &["pure-testing", "pure-core", "pure-keymanager"],
    &["pure-console"],
    &["purecert", "purekmip", "purearray", "puresim"],
    &["pure-tests"],
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
const FOREIGN: [(&str, &[&str]); 4] = [
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
    ("pure-keymanager", &["clap", "pure-core", "pure-console"]),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// None for what is built in; `dev` and `build` else.
    kind: Option<String>,
}

/// What each package of the workspace is built from, tests aside.
fn packages() -> BTreeMap<String, Vec<String>> {
    let mut metadata = cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let output = metadata.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
    let built_in = |package: Package| {
        let dependencies = package.dependencies.into_iter();
        let names = dependencies
            .filter(|it| it.kind.is_none())
            .map(|it| it.name);
        (package.name, names.collect())
    };
    metadata.packages.into_iter().map(built_in).collect()
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
