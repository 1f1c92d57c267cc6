//! Names of existing objects, offered by the shell as the operator types.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{Array, NamePattern, certificate, kmip_server};

/// The KMIP servers whose names begin as `typed`.
pub(crate) fn servers(typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = |array: &Array, pattern: &NamePattern| {
        let found = array
            .store()
            .read(|db| kmip_server::list(db, pattern))
            .ok()?;
        Some(
            found
                .into_iter()
                .map(|server| server.name.to_string())
                .collect(),
        )
    };
    candidates(typed, names)
}

/// The certificates whose names begin as `typed`.
pub(crate) fn certificates(typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = |array: &Array, pattern: &NamePattern| {
        let found = array
            .store()
            .read(|db| certificate::list(db, pattern))
            .ok()?;
        Some(
            found
                .into_iter()
                .map(|certificate| certificate.name.to_string())
                .collect(),
        )
    };
    candidates(typed, names)
}

/// Offers nothing when anything goes wrong: there is no place to report it.
fn candidates(
    typed: &OsStr,
    names: impl FnOnce(&Array, &NamePattern) -> Option<Vec<String>>,
) -> Vec<CompletionCandidate> {
    let found = || {
        let pattern: NamePattern = format!("{}*", typed.to_str()?).parse().ok()?;
        names(&Array::current_existing().ok()?, &pattern)
    };
    found()
        .unwrap_or_default()
        .into_iter()
        .map(CompletionCandidate::new)
        .collect()
}
