//! `cargo xtask demo`: the documented workflow before your eyes.
//!
//! It plays `tests/cmd/demo.trans`, which is also a transcript test, command by command: what is shown
//! is what the commands write now, in a home and on a key manager of the demo's own.

use std::io::{IsTerminal, Stdout, Write};
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use pure_tests::port::Port;
use pure_tests::transcript::{Case, Item, Step};
use pure_tests::{Sandbox, package_folder};

use pure_tests::cargo::build_commands;

/// Show the documented workflow on real certificates, a real KMIP exchange and a real lock.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Use optimised commands
    #[arg(long)]
    release: bool,
}

/// Styles of the terminal (ECMA-48, 8.3.117).
const BOLD: &str = "1";
const FAINT: &str = "2";

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
    let mut screen = std::io::stdout();
    for item in &demo.items {
        match item {
            Item::Remark(text) => writeln!(screen, "{}", styled(FAINT, &format!("# {text}")))?,
            Item::Step(step) => play(&sandbox, &port, step, &mut screen)?,
            Item::Setup(name) => set_up(&mut sandbox, name)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings about what is no step that could be shown.
fn set_up(sandbox: &mut Sandbox, name: &str) -> Result<()> {
    match name {
        // What tests/setup/prompts.sh does: nobody sits at the standard input of the commands.
        "prompts" => sandbox.set("PURE_PROMPT", "always"),
        _ => bail!("the demo shows every step, and @{name} would hide some"),
    }
    Ok(())
}

/// Shows a command and what it writes, and checks its exit status.
fn play(sandbox: &Sandbox, port: &Port, step: &Step, screen: &mut Stdout) -> Result<()> {
    let command = port.translate(&step.command);
    let typed = format!("$ {}", command.replace('\n', "\n> "));
    writeln!(screen, "{}", styled(BOLD, &typed))?;
    let mut shell = sandbox.shell(&command);
    shell.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let status = shell.status().context("cannot start sh")?;
    if status.code() != Some(step.status) {
        bail!(
            "exit status {} was expected here, and it is: {status}",
            step.status
        );
    }
    if step.status != 0 {
        let remark = format!("(exit status {})", step.status);
        writeln!(screen, "{}", styled(FAINT, &remark))?;
    }
    Ok(writeln!(screen)?)
}

/// `text` in a style, or plain where there is no terminal.
fn styled(style: &str, text: &str) -> String {
    let plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some();
    if plain {
        text.to_owned()
    } else {
        format!("\x1b[{style}m{text}\x1b[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_shown() {
        let demo = Case::read(&package_folder().join("cmd/demo.trans")).unwrap();
        let mut sandbox = Sandbox::new().unwrap();
        for item in &demo.items {
            if let Item::Setup(name) = item {
                set_up(&mut sandbox, name).unwrap();
            }
        }
        assert!(set_up(&mut sandbox, "keymanager").is_err());
    }
}
