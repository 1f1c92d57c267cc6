//! Names of existing objects, offered by the shell as the operator types.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{NamePattern, Purity, Result};

/// The KMIP servers whose names begin as `typed`.
pub(crate) fn servers(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates(typed, |purity, pattern| {
        let servers = purity.kmip_servers(pattern)?;
        Ok(servers
            .iter()
            .map(|server| server.name.to_string())
            .collect())
    })
}

/// The certificates whose names begin as `typed`.
pub(crate) fn certificates(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates(typed, |purity, pattern| {
        purity.certificates(std::slice::from_ref(pattern), |found| {
            found.map(|found| Ok(found?.name.to_string())).collect()
        })
    })
}

/// Offers nothing when anything goes wrong: there is no place to report it.
fn candidates(
    typed: &OsStr,
    names: impl FnOnce(&Purity, &NamePattern) -> Result<Vec<String>>,
) -> Vec<CompletionCandidate> {
    let found = || {
        let pattern: NamePattern = format!("{}*", typed.to_str()?).parse().ok()?;
        let purity = Purity::open_existing(&pure_console::context().ok()?).ok()?;
        names(&purity, &pattern).ok()
    };
    let names = found().unwrap_or_default().into_iter();
    names.map(CompletionCandidate::new).collect()
}
