//! The doors in the background: `puresim serve start`, `stop` and `status`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, Wait, emit, emit_text, remark};
use pure_keymanager::{InstanceError, Running};

use super::served::{self, Served};
use super::{Open, arrays};
use crate::background::Background;

/// `puresim serve status`
#[derive(Args, Debug)]
#[group(skip)]
pub struct Status {
    /// How long it is waited for.
    #[command(flatten)]
    pub wait: Wait,
    /// How the status is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What the status of one array is.
pub(crate) const STATUS_COLUMNS: &[Column] = &[
    Column::new("Status"),
    Column::new("Name"),
    Column::new("REST"),
    Column::new("SSH"),
    Column::number("Process"),
];

/// Opens them, and shows where.
pub(super) fn start(open: &Open) -> anyhow::Result<Outcome> {
    open.output.check(served::COLUMNS)?;
    let served = start_unless_running(open)?;
    let rows = served.iter().map(|served| Ok(served.row()));
    emit(served::COLUMNS, rows, &open.output)?;
    Ok(Outcome::Done)
}

/// Opens them unless they are open.
///
/// # Errors
/// When they are open for other arrays than asked for, or cannot be opened.
pub(crate) fn start_unless_running(open: &Open) -> anyhow::Result<Vec<Served>> {
    let context = pure_console::context()?;
    let names = arrays(open, &context)?;
    if let Some((_, served)) = running()? {
        let is_served = |name: &String| served.iter().any(|it| it.name.eq_ignore_ascii_case(name));
        let names = names.iter().map(ToString::to_string);
        return match names.into_iter().find(|name| !is_served(name)) {
            None => {
                remark("The doors are already open.");
                Ok(served)
            }
            Some(name) => Err(anyhow!(
                "The doors are already open, but not those of array {name}. Close them with puresim \
                 serve stop, and open them for all arrays with puresim serve start --all."
            )),
        };
    }
    let folder = folder()?;
    let background = Background {
        what: "The server of the doors",
        folder: &folder,
        log: "doors.log",
    };
    let mut arguments = vec!["serve".to_owned(), "--background".to_owned()];
    let mut give = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    for name in &names {
        give("--array", name.to_string());
    }
    give("--listen", open.listen.clone());
    if let Some(ssh) = &open.ssh {
        give("--ssh", ssh.clone());
    }
    if let Some(version) = open.rest_version {
        give("--rest-version", version.to_string());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let started = background.start(&arguments)?;
    // What it warned of.
    for line in background.said().lines() {
        remark(line);
    }
    Ok(served::from_line(&started.address)?)
}

/// Closes them.
pub(crate) fn stop() -> anyhow::Result<Outcome> {
    let folder = folder()?;
    match Running::find(&folder).map_err(said)? {
        Some(running) => running.stop(&folder).map_err(said)?,
        None => emit_text("The doors are closed.\n")?,
    }
    Ok(Outcome::Done)
}

/// The process that serves them, and what it serves; `None` when they are closed.
///
/// # Errors
/// When its lock cannot be read.
pub(crate) fn running() -> anyhow::Result<Option<(u32, Vec<Served>)>> {
    let home = pure_console::context()?.home;
    let running = Running::find(&home.root().join("doors")).map_err(said)?;
    let Some(running) = running else {
        return Ok(None);
    };
    // Another version of this program may have told it otherwise.
    let served = served::from_line(&running.address).unwrap_or_default();
    Ok(Some((running.pid, served)))
}

/// Shows whether they are open; exit status 1 when they are not in the time that it is waited for.
pub(super) fn status(status: &Status) -> anyhow::Result<Outcome> {
    let running = status.wait.until(Option::is_some, running)?;
    let Some((pid, served)) = running else {
        let mut closed = vec![Cell::from("closed")];
        closed.resize(STATUS_COLUMNS.len(), Cell::Unset);
        emit(STATUS_COLUMNS, [Ok(closed)], &status.output)?;
        return Ok(Outcome::NotOk);
    };
    let rows = served.iter().map(|served| {
        let mut row = vec![Cell::from("open")];
        row.extend(served.row());
        row.push(pid.into());
        Ok(row)
    });
    emit(STATUS_COLUMNS, rows, &status.output)?;
    Ok(Outcome::Done)
}

fn folder() -> anyhow::Result<PathBuf> {
    let home = pure_console::context()?.home;
    Ok(home.prepare_doors().map_err(pure_core::Error::from)?)
}

/// The error in the words of this noun.
pub(super) fn said(error: InstanceError) -> anyhow::Error {
    match error {
        InstanceError::Running(_) => {
            anyhow!("The doors are already open. Close them with puresim serve stop.")
        }
        InstanceError::Stuck(pid) => {
            anyhow!("The server of the doors, process {pid}, does not stop. Kill it.")
        }
        error @ InstanceError::Io { .. } => error.into(),
    }
}
