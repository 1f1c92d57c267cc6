//! `cargo xtask demo`: the documented workflow before your eyes.
//!
//! It plays `tests/cmd/demo.trans`, which is also a transcript test, command by command: what is shown
//! is what the commands write now, in a home and on a key manager of the demo's own.

use std::io::{IsTerminal, Write};
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use pure_tests::port::Port;
use pure_tests::transcript::{Case, Item, Step};
use pure_tests::{Sandbox, package_folder};

use crate::cargo::build_commands;

/// Show the documented workflow on real certificates, a real KMIP exchange and a real lock.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Use optimised commands
    #[arg(long)]
    release: bool,
}

/// Plays the demo; fails as soon as a command ends otherwise than it should.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let commands = build_commands(arguments.release)?;
    let demo = Case::read(&package_folder().join("cmd/demo.trans"))?;
    let mut sandbox = Sandbox::with_commands_of(&commands)?;
    for name in ["TERM", "COLUMNS", "NO_COLOR"] {
        if let Some(value) = std::env::var_os(name) {
            sandbox.set(name, value);
        }
    }
    let port = Port::reserve_documented()?;
    for item in &demo.items {
        match item {
            Item::Remark(text) => println!("{}", styled("2", &format!("# {text}"))),
            Item::Step(step) => play(&sandbox, &port, step)?,
            Item::Setup(name) => bail!("the demo shows every step, and @{name} would hide some"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows a command and what it writes, and checks its exit status.
fn play(sandbox: &Sandbox, port: &Port, step: &Step) -> Result<()> {
    let command = port.translate(&step.command);
    println!(
        "{}",
        styled("1", &format!("$ {}", command.replace('\n', "\n> ")))
    );
    std::io::stdout().flush().context("standard output")?;
    let mut shell = sandbox.shell(&command);
    let status = shell
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit())
        .status();
    let status = status.context("cannot start sh")?;
    if status.code() != Some(step.status) {
        bail!(
            "this command should have ended with exit status {}: {status}",
            step.status
        );
    }
    println!();
    Ok(())
}

/// `text` in a style of the terminal (ECMA-48, SGR), or plain where there is none.
fn styled(style: &str, text: &str) -> String {
    let plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some();
    if plain {
        text.to_owned()
    } else {
        format!("\x1b[{style}m{text}\x1b[0m")
    }
}
