//! `cargo xtask test`: what shows that the product works, and a count as the last line. With `--all`
//! also what takes a tool that is built from source, or root.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use pure_tests::binaries::{self, profile_folder};
use pure_tests::cargo::{cargo, left_behind};
use pure_tests::python;

use crate::step::{Count, run, step};
use crate::{completions, man, picture, source};

/// Run what shows that the product works: style, lints, tests, generated files.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Also check what takes a tool built from source: licences, unused dependencies, the
    /// interface of kmip; the documentation; and, as root, what is left on raw disks and
    /// in memory
    #[arg(long)]
    all: bool,
    /// Run only the steps that have this word in their names
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

/// What a step does; true when it passed.
type Work = fn(&Surroundings, &mut Count) -> Result<bool>;

/// What shows that the product works.
const LIGHT: [(&str, Work); 10] = [
    ("format", |_, count| {
        run(cargo(&["fmt", "--all", "--check"]), count)
    }),
    ("lints", |it, count| {
        let lints = "clippy --locked --workspace --all-targets -- --deny warnings";
        // And what only builds with crash points have.
        let of_tests = "clippy --locked --workspace --tests \
                        --features pure-tests/testing,pure-promise/testing -- --deny warnings";
        Ok(run(it.cargo(lints), count)? & run(it.cargo(of_tests), count)?)
    }),
    // The tests too, so that the commands are built with the features that the tests are built with,
    // and once.
    ("build", |it, count| {
        run(it.cargo("build --locked --workspace --all-targets"), count)
    }),
    ("manual", |it, _| man::check(&it.profile)),
    ("completions", |it, _| completions::check(&it.profile)),
    ("picture", |_, _| picture::check()),
    ("Python with PyKMIP", |_, _| {
        python::interpreter().map(|_| true)
    }),
    ("tests", |it, count| {
        let tests = "test --locked --workspace --all-targets --no-fail-fast";
        run(it.tests(tests), count)
    }),
    // In a build of its own: crash points, failing devices and disclosed secrets are in no other.
    ("crashes, secrecy and the promise", |it, count| {
        let tests = "test --locked --workspace --features pure-tests/testing,pure-promise/testing \
                     --test crash --test secrecy --test migration --test promise --test token \
                     --no-fail-fast";
        run(it.tests(tests), count)
    }),
    ("documentation tests", |it, count| {
        run(
            it.tests("test --locked --workspace --doc --no-fail-fast"),
            count,
        )
    }),
];

/// What takes root or a tool besides, most of it of the source.
const REST: [(&str, Work); 11] = [
    ("what is left behind", |it, count| match left_behind() {
        Some(tests) => run(it.told(tests), count),
        None => {
            println!("Not tried: it mounts a file system and reads memory, which takes root.");
            Ok(true)
        }
    }),
    ("kills while a snapshot is restored", |it, count| {
        let tests = "test --locked --workspace --features pure-tests/testing,pure-promise/testing \
                     --test crash -- --ignored";
        run(it.tests(tests), count)
    }),
    (
        "log-ins and idle connections by the thousand",
        |it, count| {
            let tests =
                "test --locked --workspace --test idle_connections --test rest -- --ignored";
            run(it.tests(tests), count)
        },
    ),
    // They install 1.1 GB, once.
    ("SDKs of the array and Ansible", |it, count| {
        run(
            it.tests("test --locked --workspace --test doors -- --ignored"),
            count,
        )
    }),
    // It installs Chromium, once.
    ("pages in Chromium", |it, count| {
        run(
            it.tests("test --locked --workspace --test browser -- --include-ignored"),
            count,
        )
    }),
    ("clients of DSM", |it, count| {
        run(
            it.tests("test --locked --workspace --test dsm -- --include-ignored"),
            count,
        )
    }),
    ("power loss", |it, count| {
        run(
            it.tests(
                "test --locked -p pure-torture --test power_loss -- --include-ignored --nocapture",
            ),
            count,
        )
    }),
    ("documentation", |it, count| {
        let mut doc = it.cargo("doc --locked --workspace --no-deps");
        doc.env("RUSTDOCFLAGS", "--deny warnings");
        run(doc, count)
    }),
    ("licences and sources", |_, count| source::licences(count)),
    ("unused dependencies", |_, count| source::unused(count)),
    ("interface of kmip", |_, count| source::interface(count)),
];

/// Runs every step, also after one that failed. Fails when any did.
pub(crate) fn test(arguments: &Arguments) -> Result<ExitCode> {
    let surroundings = Surroundings::new()?;
    let mut total = Count::default();
    let rest = if arguments.all { &REST[..] } else { &[] };
    for (name, work) in LIGHT.iter().chain(rest) {
        let only = arguments.only.as_deref();
        if only.is_none_or(|word| name.contains(word)) {
            step(name, &mut total, |count| work(&surroundings, count));
        }
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 && total.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where the steps run.
struct Surroundings {
    /// Where cargo puts what it builds, this task among it.
    profile: PathBuf,
    /// Whether this machine builds once: what makes the next build fast is of no use there.
    in_ci: bool,
}

impl Surroundings {
    fn new() -> Result<Self> {
        Ok(Self {
            profile: profile_folder().context("where this task was built")?,
            in_ci: std::env::var_os("CI").is_some(),
        })
    }

    /// The call of cargo whose words are `line`.
    fn cargo(&self, line: &str) -> Command {
        let mut cargo = cargo(&line.split_whitespace().collect::<Vec<_>>());
        if self.in_ci {
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo
    }

    /// The same for tests, which are told what the steps before them made.
    fn tests(&self, line: &str) -> Command {
        self.told(self.cargo(line))
    }

    fn told(&self, mut tests: Command) -> Command {
        tests.env(binaries::VARIABLE, &self.profile);
        if let Ok(interpreter) = python::interpreter() {
            tests.env(python::VARIABLE, interpreter);
        }
        tests
    }
}
