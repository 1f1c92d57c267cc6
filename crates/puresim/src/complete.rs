//! Names of existing objects, offered by the shell as the operator types. No names when anything goes
//! wrong: there is no place to report it.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{Arrays, Bench, Users};

/// The cards whose names begin as `typed`.
pub(crate) fn cards(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || Bench::cards(&pure_console::context().ok()?).ok();
    let cards = found().unwrap_or_default();
    begin_as(typed, cards.iter().map(|listed| listed.name.as_str()))
}

/// The volumes whose names begin as `typed`.
pub(crate) fn volumes(typed: &OsStr) -> Vec<CompletionCandidate> {
    let bench = || Bench::open_existing(&pure_console::context().ok()?).ok();
    let volumes = bench().and_then(|bench| bench.volumes().ok());
    let volumes = volumes.unwrap_or_default();
    begin_as(typed, volumes.iter().map(|volume| volume.name.as_str()))
}

/// The bays of the array's drives whose names begin as `typed`.
pub(crate) fn bays(typed: &OsStr) -> Vec<CompletionCandidate> {
    let bench = || Bench::open_existing(&pure_console::context().ok()?).ok();
    let drives = bench().and_then(|bench| bench.drives().ok());
    let bays = drives.unwrap_or_default().into_iter();
    let bays: Vec<String> = bays.map(|drive| drive.row.bay.to_string()).collect();
    begin_as(typed, bays.iter().map(String::as_str))
}

/// The arrays whose names begin as `typed`.
pub(crate) fn arrays(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || Arrays::of(&pure_console::context().ok()?).list().ok();
    let arrays = found().unwrap_or_default();
    begin_as(typed, arrays.iter().map(|(name, _)| name.as_str()))
}

/// The users whose names begin as `typed`.
pub(crate) fn users(typed: &OsStr) -> Vec<CompletionCandidate> {
    let users = || {
        Users::open(&pure_console::context().ok()?)
            .ok()?
            .list()
            .ok()
    };
    let users = users().unwrap_or_default();
    begin_as(typed, users.iter().map(|user| user.name.as_str()))
}

/// The API clients whose names begin as `typed`.
pub(crate) fn clients(typed: &OsStr) -> Vec<CompletionCandidate> {
    let clients = || {
        let users = Users::open(&pure_console::context().ok()?);
        users.ok()?.clients().ok()
    };
    let clients = clients().unwrap_or_default();
    begin_as(typed, clients.iter().map(|client| client.name.as_str()))
}

/// Those of `names` that begin as `typed`.
pub(crate) fn begin_as<'a>(
    typed: &OsStr,
    names: impl Iterator<Item = &'a str>,
) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_ascii_lowercase();
    names
        .filter(|name| name.to_ascii_lowercase().starts_with(&typed))
        .map(CompletionCandidate::new)
        .collect()
}
