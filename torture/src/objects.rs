//! The objects of the model as the commands know them: how they are changed, and what is seen.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use pure_tests::Sandbox;
use serde_json::Value;

use crate::model::{Change, End};
use crate::random::Random;

/// A kind of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A certificate; its organization is its version.
    Certificate,
    /// A KMIP server; its port is its version.
    Server,
    /// A volume; its contents follow from its version.
    Volume,
    /// The array; its version is in its name.
    Array,
}

/// An object: its kind and its name.
pub type Object = (Kind, String);

/// A version of an object.
pub fn version(random: &mut Random) -> u64 {
    // A port, too.
    1 + random.below(65_000)
}

/// A change that is possible for the kind.
pub fn change(kind: Kind, random: &mut Random) -> Change {
    let version = version(random);
    match (kind, random.below(10)) {
        (Kind::Array, _) => Change::Set(version),
        (Kind::Volume, 0..=6) => Change::Put(version),
        (Kind::Volume, _) => Change::Delete,
        (_, 0..=3) => Change::Create(version),
        (_, 4..=6) => Change::Set(version),
        _ => Change::Delete,
    }
}

/// The line of the command that does it.
///
/// # Errors
/// When no command does.
pub fn line((kind, name): &Object, change: Change) -> Result<String> {
    Ok(match (kind, change) {
        (Kind::Certificate, Change::Create(version)) => format!(
            "purecert create {name} --self-signed --common-name x --key-algorithm ec \
             --organization v{version}"
        ),
        (Kind::Certificate, Change::Set(version)) => {
            format!("purecert setattr {name} --organization v{version}")
        }
        (Kind::Certificate, _) => format!("purecert delete {name}"),
        (Kind::Server, Change::Create(version)) => {
            format!("purekmip create {name} --uri 127.0.0.1:{version} --certificate management")
        }
        (Kind::Server, Change::Set(version)) => {
            format!("purekmip setattr {name} --uri 127.0.0.1:{version}")
        }
        (Kind::Server, _) => format!("purekmip delete {name}"),
        (Kind::Volume, Change::Delete) => format!("puresim data delete {name} --yes"),
        (Kind::Volume, _) => format!("puresim data write {name}"),
        (Kind::Array, Change::Set(version)) => format!("purearray rename array-{version}"),
        (Kind::Array, _) => bail!("the array is only renamed"),
    })
}

/// The command that does it.
///
/// # Errors
/// When the contents of a volume cannot be written for it.
pub fn command(sandbox: &Sandbox, object: &Object, change: Change) -> Result<Command> {
    let (kind, name) = object;
    let line = line(object, change)?;
    let mut words = line.split_whitespace();
    let mut command = sandbox.command(words.next().context("a command")?);
    command.args(words);
    if let (Kind::Volume, Change::Put(version)) = (kind, change) {
        let path = sandbox.work().join(format!("{name}-{version}"));
        fs::write(&path, contents(version))?;
        command.stdin(File::open(&path)?);
        fs::remove_file(&path)?;
    }
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

/// How the command ended, by its exit status (`None` when it was killed) and its error.
///
/// # Errors
/// When it ended in a way that no command may.
pub fn end(status: Option<i32>, errors: &str) -> Result<End> {
    ensure!(!errors.contains("panicked"), "it panicked: {errors}");
    let error = errors.lines().find(|line| line.starts_with("Error"));
    match (status, error) {
        (Some(0), _) => Ok(End::Done),
        (None, _) => Ok(End::Killed),
        (Some(1), Some(error)) => Ok(match () {
            () if error.contains("does not exist.") && !error.contains("rray") => {
                End::Refused { there: false }
            }
            () if error.contains(" exists.") && !error.contains("rray") => {
                End::Refused { there: true }
            }
            () => End::Failed,
        }),
        _ => bail!("exit status {status:?}: {errors}"),
    }
}

/// The contents of a volume of that version: up to 400 KB, more than a chunk.
pub fn contents(version: u64) -> Vec<u8> {
    let line = format!("{version:>16}\n");
    let count = 1 + version % 24_000;
    line.repeat(usize::try_from(count).expect("it is small"))
        .into_bytes()
}

/// The lines of `program arguments --json` as objects.
///
/// # Errors
/// When the command fails.
pub fn listed(sandbox: &Sandbox, line: &str) -> Result<Vec<Value>> {
    let mut words = line.split_whitespace();
    let mut command = sandbox.command(words.next().context("a command")?);
    let output = command.args(words).arg("--json").output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{line}: {}: {errors}",
        output.status
    );
    let rows: Value = serde_json::from_slice(&output.stdout).context("no JSON")?;
    Ok(rows.as_array().cloned().unwrap_or_default())
}

/// All objects that are there, each in its version; every volume is read.
///
/// # Errors
/// When one cannot be listed or read, or holds what nobody wrote.
pub fn seen(sandbox: &Sandbox) -> Result<HashMap<Object, u64>> {
    let mut found = HashMap::new();
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    for row in listed(sandbox, "purecert list")? {
        if let Some(version) = text(&row, "organization").strip_prefix('v') {
            let version = version.parse().context("a version")?;
            found.insert((Kind::Certificate, text(&row, "name")), version);
        }
    }
    for row in listed(sandbox, "purekmip list")? {
        if let Some(port) = text(&row, "uri").strip_prefix("127.0.0.1:") {
            let version = port.parse().context("a version")?;
            found.insert((Kind::Server, text(&row, "name")), version);
        }
    }
    for row in listed(sandbox, "puresim data list")? {
        let name = text(&row, "name");
        if name.starts_with("vol-") {
            found.insert((Kind::Volume, name.clone()), volume(sandbox, &name)?);
        }
    }
    let arrays = listed(sandbox, "puresim array list")?;
    ensure!(arrays.len() == 1, "there are other arrays: {arrays:?}");
    let name = text(&arrays[0], "name");
    let version = name.strip_prefix("array-").unwrap_or("0");
    found.insert(
        (Kind::Array, "array".to_owned()),
        version.parse().context("a version")?,
    );
    Ok(found)
}

fn volume(sandbox: &Sandbox, name: &str) -> Result<u64> {
    let output = sandbox
        .command("puresim")
        .args(["data", "read", name])
        .output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "volume {name} cannot be read: {errors}"
    );
    let first = output
        .stdout
        .get(..16)
        .context("a volume is shorter than any that was written")?;
    let version = std::str::from_utf8(first)?.trim().parse()?;
    ensure!(
        output.stdout == contents(version),
        "volume {name} is not what was written"
    );
    Ok(version)
}

/// The names of the folders of arrays.
///
/// # Errors
/// When they cannot be read.
pub fn array_folders(home: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(home.join("arrays"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names)
}
