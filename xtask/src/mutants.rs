//! `cargo xtask mutants`: changes the key layers and the rules of who is trusted, a place at a time,
//! and looks whether a test notices.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::reliability;
use crate::tool::MUTANTS;
use pure_tests::cargo::workspace;

/// Change the key layers and the trust rules, and see that a test notices each change.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only what has this word in its name: trust, identity, key
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

const SETS: [Set; 3] = [
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
            "crates/keymanager/src/master_key.rs",
            "crates/keymanager/src/server/identify.rs",
        ],
        tests: &["--lib", "--test", "kmip"],
    },
    Set {
        name: "key layers",
        package: "pure-core",
        files: &[
            "crates/core/src/key/**",
            "crates/core/src/token/kmip.rs",
            "crates/core/src/token/secret.rs",
            "crates/core/src/token/smart_card.rs",
        ],
        tests: &["--lib", "--test", "token"],
    },
];

/// What cargo-mutants calls the outcomes, each a file of lines.
const OUTCOMES: [&str; 4] = ["caught", "timeout", "unviable", "missed"];

/// Tests every mutant; fails when one is missed.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut rows = String::new();
    let mut missed = Vec::new();
    let begun = Instant::now();
    for set in &SETS {
        let only = arguments.only.as_deref();
        if only.is_some_and(|word| !set.name.contains(word)) {
            continue;
        }
        let outcomes = test(set)?;
        let counts = outcomes.each_ref().map(|lines| lines.len().to_string());
        rows.push_str(&format!(
            "| {} | `{}` | {} |\n",
            set.name,
            set.files.join("`, `"),
            counts.join(" | ")
        ));
        let [.., left] = outcomes;
        missed.extend(left);
    }
    let report = report(&rows, &missed, begun.elapsed().as_secs() / 60);
    println!("\n{report}");
    if arguments.only.is_none() {
        reliability::record(workspace(), "Mutants", &report)?;
    }
    Ok(if missed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The mutants of a set by their [`OUTCOMES`].
fn test(set: &Set) -> Result<[Vec<String>; 4]> {
    println!("==> {}", set.name);
    let folder = tempfile::tempdir().context("a temp folder")?;
    let mut mutants = MUTANTS.command()?;
    mutants.current_dir(workspace());
    mutants.args(["--no-times", "--timeout", "120"]);
    mutants.args(["--package", set.package]);
    mutants.args(set.files.iter().flat_map(|glob| ["--file", glob]));
    mutants.arg("--output").arg(folder.path());
    mutants.arg("--").args(set.tests);
    // It fails when a mutant is missed, which the files tell too.
    mutants.status().context("cannot start cargo-mutants")?;
    let out = folder.path().join("mutants.out");
    let [caught, timeout, unviable, missed] = OUTCOMES.map(|name| lines(&out, name));
    Ok([caught?, timeout?, unviable?, missed?])
}

fn lines(out: &Path, name: &str) -> Result<Vec<String>> {
    let path = out.join(name).with_extension("txt");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn report(rows: &str, missed: &[String], minutes: u64) -> String {
    let mut text = format!(
        "By `cargo xtask mutants` (cargo-mutants) in {minutes} minutes: each mutant is the code with \
         one change, which the tests have to notice.\n\n\
         | what | files | noticed | noticed by not ending | does not compile | missed |\n\
         | --- | --- | --: | --: | --: | --: |\n{rows}"
    );
    for line in missed {
        text.push_str(&format!("\nMissed: `{line}`\n"));
    }
    text
}
