//! Completion scripts: each asks the command itself what may come next, so that they complete
//! verbs, options, and the names of what exists.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap_complete::env::Shells;
use pure_tests::binaries::COMMANDS;

/// The variable that makes a command complete for a shell instead of doing its work.
const VARIABLE: &str = "PURE_COMPLETE";

/// Writes the script of each command for each shell.
pub(crate) fn write_all(folder: &Path) -> Result<()> {
    let shells = Shells::builtins();
    for shell in ["bash", "zsh", "fish"] {
        let completer = shells
            .completer(shell)
            .context("a shell that clap_complete knows")?;
        for name in COMMANDS {
            let mut script = Vec::new();
            completer.write_registration(VARIABLE, name, name, name, &mut script)?;
            let script = String::from_utf8(script).context("a script is text")?;
            let path = folder.join(file_name(shell, name));
            fs::write(&path, installable(shell, name, script.trim_start()))
                .with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// The name under which the shell looks for it.
fn file_name(shell: &str, command: &str) -> String {
    match shell {
        "zsh" => format!("_{command}"),
        shell => format!("{command}.{shell}"),
    }
}

/// `script` as the shell loads it from a folder of completions.
fn installable(shell: &str, command: &str, script: &str) -> String {
    let mut script = script.to_owned();
    if shell == "zsh" {
        // zsh loads the file at the first completion and runs it as the function of that name; by
        // itself the script would only register what answers the second one.
        script.push_str(&format!(
            "\nif [[ $funcstack[1] == _{command} ]]; then\n    \
             _clap_dynamic_completer_{command} \"$@\"\nfi\n"
        ));
    }
    script
}
