//! `cargo xtask sbom`: what is in the binaries, as CycloneDX 1.5.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use pure_tests::binaries::COMMANDS;

use pure_tests::cargo::{cargo, workspace};

/// List what is in the binaries, in CycloneDX 1.5.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "target/sbom.cdx.json")]
    output: PathBuf,
}

/// A crate that is built into a binary.
struct Component {
    licence: String,
    /// SHA-256 of its package; none of ours.
    checksum: Option<String>,
}

/// Writes the list.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let components = components()?;
    let path = workspace().join(&arguments.output);
    fs::write(&path, document(&components)).with_context(|| path.display().to_string())?;
    println!("{} components in {}", components.len(), path.display());
    Ok(ExitCode::SUCCESS)
}

/// What the commands are built from, by name and version; neither tests nor build scripts.
fn components() -> Result<BTreeMap<(String, String), Component>> {
    let mut tree = cargo(&["tree", "--locked", "--edges", "normal", "--prefix", "none"]);
    tree.args(COMMANDS.iter().flat_map(|name| ["-p", name]));
    let output = tree.args(["--format", "{p}\t{l}"]).output()?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "cargo tree: {}", error.trim());
    let lock = fs::read_to_string(workspace().join("Cargo.lock")).context("Cargo.lock")?;
    let text = String::from_utf8(output.stdout).context("cargo tree")?;
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (package, licence) = line.split_once('\t').context("cargo tree")?;
        let mut words = package.split(' ');
        let (name, version) = (words.next(), words.next());
        let (name, version) = name.zip(version).with_context(|| line.to_owned())?;
        let version = version.trim_start_matches('v');
        let component = Component {
            licence: licence.trim_end_matches(" (*)").to_owned(),
            checksum: checksum(&lock, name, version),
        };
        found.insert((name.to_owned(), version.to_owned()), component);
    }
    Ok(found)
}

/// What `Cargo.lock` says of the package.
fn checksum(lock: &str, name: &str, version: &str) -> Option<String> {
    let start = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let (_, rest) = lock.split_once(&start)?;
    let (package, _) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let (_, sum) = package.split_once("checksum = \"")?;
    sum.split('"').next().map(str::to_owned)
}

fn document(components: &BTreeMap<(String, String), Component>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.5\",\n  \"version\": 1,\n  \
         \"metadata\": {{\"component\": {{\"type\": \"application\", \"name\": \"pure\", \
         \"version\": \"{version}\"}}}},\n  \"components\": [\n"
    );
    let last = components.len().saturating_sub(1);
    for (number, ((name, version), component)) in components.iter().enumerate() {
        let Component { licence, checksum } = component;
        let _ = write!(
            text,
            "    {{\"type\": \"library\", \"name\": \"{name}\", \"version\": \"{version}\", \
             \"purl\": \"pkg:cargo/{name}@{version}\", \
             \"licenses\": [{{\"expression\": \"{}\"}}]",
            licence.replace(" / ", "/").replace('/', " OR ")
        );
        if let Some(sum) = checksum {
            let _ = write!(
                text,
                ", \"hashes\": [{{\"alg\": \"SHA-256\", \"content\": \"{sum}\"}}]"
            );
        }
        text.push_str(if number == last { "}\n" } else { "},\n" });
    }
    text.push_str("  ]\n}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_version() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"x\"\n\
                    checksum = \"aa\"\n\n[[package]]\nname = \"a\"\nversion = \"2.0.0\"\n\
                    checksum = \"bb\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        assert_eq!(checksum(lock, "a", "2.0.0").as_deref(), Some("bb"));
        assert_eq!(checksum(lock, "a", "1.0.0").as_deref(), Some("aa"));
        assert_eq!(checksum(lock, "ours", "0.1.0"), None);
    }
}
