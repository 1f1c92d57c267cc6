//! What cargo says of this workspace's packages.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use pure_tests::cargo::cargo;
use serde::Deserialize;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// The path of its `Cargo.toml`.
    pub(crate) manifest_path: PathBuf,
}

/// All packages of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>> {
    let mut metadata = cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let output = metadata.output().context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    Ok(metadata.packages)
}
