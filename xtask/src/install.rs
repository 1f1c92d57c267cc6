//! `cargo xtask install`: the commands, their man pages and their completions, for one user or all.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use pure_tests::binaries::COMMANDS;

use crate::{completions, man};
use pure_tests::cargo::build_commands;

/// Build optimised commands and install them with man pages and completions.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where bin/ and share/ are, or are made [default: ~/.local]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// Builds and installs.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let root = match &arguments.root {
        Some(root) => root.clone(),
        None => default_root()?,
    };
    install_under(&root)?;
    let bin = root.join("bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|folder| folder == bin) {
        println!("{} is not in your PATH.", bin.display());
    }
    for line in needed(&root) {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// What shells need to find their completion scripts under `root`, as far as they do not by themselves.
fn needed(root: &Path) -> Vec<String> {
    let shown = root.display();
    let data = match std::env::var_os("XDG_DATA_HOME") {
        Some(data) if !data.is_empty() => PathBuf::from(data),
        _ => default_root().unwrap_or_default().join("share"),
    };
    let share = root.join("share");
    let is_searched = share == data || ["/usr/local", "/usr"].map(Path::new).contains(&root);
    let mut lines = vec![format!(
        "zsh: put fpath=({shown}/share/zsh/site-functions $fpath) before compinit in ~/.zshrc, unless \
         it is there."
    )];
    lines.push(if is_searched {
        "bash: the package bash-completion has to be installed; or put the lines \
         source <(PURE_COMPLETE=bash purecert) and so on in ~/.bashrc."
            .to_owned()
    } else {
        format!(
            "bash: put for c in {shown}/share/bash-completion/completions/pure*; do . \"$c\"; done in \
             ~/.bashrc."
        )
    });
    if !is_searched {
        lines.push(format!(
            "fish: put set -p fish_complete_path {shown}/share/fish/vendor_completions.d in \
             ~/.config/fish/config.fish."
        ));
    }
    lines
}

/// Builds the release and puts everything where it belongs under `root`.
pub(crate) fn install_under(root: &Path) -> Result<()> {
    let built = build_commands(true)?;
    for name in COMMANDS {
        install(&built.join(name), &root.join("bin").join(name), 0o755)?;
    }
    let pages = install_all(&man::committed(), |name| {
        root.join("share/man/man1").join(name)
    })?;
    let scripts = install_all(&completions::committed(), |name| {
        root.join(completion_path(name))
    })?;
    println!(
        "Installed {} commands, {pages} man pages and {scripts} completion scripts under {}.",
        COMMANDS.len(),
        root.display()
    );
    Ok(())
}

fn default_root() -> Result<PathBuf> {
    match std::env::home_dir() {
        Some(home) if home.is_absolute() => Ok(home.join(".local")),
        _ => bail!("no home folder is known. Name a folder with --root."),
    }
}

/// Where the shells look for a completion script of that name.
fn completion_path(name: &str) -> PathBuf {
    if let Some(command) = name.strip_suffix(".bash") {
        Path::new("share/bash-completion/completions").join(command)
    } else if name.starts_with('_') {
        Path::new("share/zsh/site-functions").join(name)
    } else {
        Path::new("share/fish/vendor_completions.d").join(name)
    }
}

/// Installs every file of `folder` where `to` says; gives their number.
fn install_all(folder: &Path, to: impl Fn(&str) -> PathBuf) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        install(
            &entry.path(),
            &to(&entry.file_name().to_string_lossy()),
            0o644,
        )?;
        count += 1;
    }
    Ok(count)
}

/// Puts a copy of `from` at `to` in one step, so that a command that runs there is not disturbed.
fn install(from: &Path, to: &Path, mode: u32) -> Result<()> {
    let folder = to.parent().context("a file lies in a folder")?;
    let done = (|| {
        fs::create_dir_all(folder)?;
        let copy = tempfile::NamedTempFile::new_in(folder)?;
        fs::copy(from, copy.path())?;
        fs::set_permissions(copy.path(), fs::Permissions::from_mode(mode))?;
        copy.persist(to).map_err(|e| e.error)
    })();
    done.map(drop)
        .with_context(|| format!("cannot install {}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_finds_its_script() {
        for (name, path) in [
            (
                "purecert.bash",
                "share/bash-completion/completions/purecert",
            ),
            ("_purecert", "share/zsh/site-functions/_purecert"),
            (
                "purecert.fish",
                "share/fish/vendor_completions.d/purecert.fish",
            ),
        ] {
            assert_eq!(completion_path(name), Path::new(path));
        }
    }

    #[test]
    fn an_installed_file_replaces_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("a/b/to"));
        for text in ["one", "two"] {
            fs::write(&from, text).unwrap();
            install(&from, &to, 0o755).unwrap();
            assert_eq!(fs::read_to_string(&to).unwrap(), text);
        }
        assert_eq!(
            fs::metadata(&to).unwrap().permissions().mode() & 0o777,
            0o755
        );
        assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 1);
    }
}
