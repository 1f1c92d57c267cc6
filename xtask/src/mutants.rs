//! `cargo xtask mutants`: changes the key layers, the trust rules and the rules of proof, one place at a
//! time, and looks whether a test notices.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::tool::MUTANTS;

/// Change the key layers, the trust rules and the rules of proof, and see that a test notices each change.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only what has this word in its name: trust, identity, proof, key
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

/// Code whose every change has to be noticed.
struct Set {
    name: &'static str,
    package: &'static str,
    files: &'static [&'static str],
    /// The tests that have to notice.
    tests: &'static [&'static str],
}

const SETS: [Set; 4] = [
    Set {
        name: "trust rules",
        package: "kmip",
        files: &["crates/kmip/src/client/trust/**"],
        tests: &["--lib", "--test", "client"],
    },
    Set {
        name: "clients' identity",
        package: "pure-keymanager",
        files: &[
            "crates/keymanager/src/store/master_key.rs",
            "crates/keymanager/src/kmip/server/identify.rs",
        ],
        tests: &["--lib", "--test", "kmip"],
    },
    Set {
        name: "proof rules",
        package: "pure-core",
        files: &[
            "crates/core/src/noun/certificate/flaws.rs",
            "crates/core/src/noun/kmip_server/key_manager/fetch_key.rs",
            "crates/core/src/noun/kmip_server/key_manager/proof.rs",
            "crates/core/src/noun/kmip_server/key_manager/session.rs",
        ],
        tests: &[
            "--lib",
            "--test",
            "diagnosis",
            "--test",
            "certificate",
            "--test",
            "token",
        ],
    },
    Set {
        name: "key layers",
        package: "pure-core",
        files: &[
            "crates/core/src/key/**",
            "crates/core/src/noun/token/kmip.rs",
            "crates/core/src/noun/token/secret.rs",
            "crates/core/src/noun/token/smart_card.rs",
        ],
        tests: &["--lib", "--test", "token"],
    },
];

/// Tests every mutant, and leaves the lists of them in target/mutants; fails when one is missed.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut noticed = true;
    for set in &SETS {
        let only = arguments.only.as_deref();
        if only.is_none_or(|word| set.name.contains(word)) {
            noticed &= test(set)?;
        }
    }
    Ok(if noticed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// True when a test notices every mutant of the set.
fn test(set: &Set) -> Result<bool> {
    println!("==> {}", set.name);
    fs::create_dir_all("target/mutants").context("target/mutants")?;
    let mut mutants = MUTANTS.command()?;
    mutants.args(["--no-times", "--timeout", "120"]);
    mutants.args(["--package", set.package]);
    mutants.args(set.files.iter().flat_map(|glob| ["--file", glob]));
    mutants.args(["--output", &format!("target/mutants/{}", set.package)]);
    mutants.arg("--").args(set.tests);
    let status = mutants.status().context("cannot start cargo-mutants")?;
    Ok(status.success())
}
