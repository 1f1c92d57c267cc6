//! Names of existing certificates, offered by the shell as the operator types.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{Array, NamePattern, certificate};

/// The certificates whose names begin as `typed`. None when anything goes wrong: there is no place
/// to report it.
pub(crate) fn certificates(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || {
        let pattern: NamePattern = format!("{}*", typed.to_str()?).parse().ok()?;
        let array = Array::current_existing().ok()?;
        array
            .store()
            .read(|db| certificate::list(db, &pattern))
            .ok()
    };
    let names = found().unwrap_or_default().into_iter();
    names
        .map(|certificate| CompletionCandidate::new(certificate.name.as_str()))
        .collect()
}
