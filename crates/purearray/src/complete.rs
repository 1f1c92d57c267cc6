//! Names of existing KMIP servers, offered by the shell as the operator types.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{NamePattern, Purity};

/// The KMIP servers whose names begin as `typed`. Empty when anything goes wrong: there is no place to
/// report it.
pub(crate) fn servers(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || {
        let pattern: NamePattern = format!("{}*", typed.to_str()?).parse().ok()?;
        let purity = Purity::open_existing(&pure_console::context().ok()?).ok()?;
        purity.kmip_servers(&pattern).ok()
    };
    let servers = found().unwrap_or_default();
    servers
        .iter()
        .map(|server| CompletionCandidate::new(server.name.as_str()))
        .collect()
}
