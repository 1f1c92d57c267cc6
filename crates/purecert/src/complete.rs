//! Names of existing certificates, offered by the shell as the operator types.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use pure_core::{NamePattern, Purity};

/// The certificates whose names begin as `typed`. Empty when anything goes wrong: there is no place
/// to report it.
pub(crate) fn certificates(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || {
        let pattern: NamePattern = format!("{}*", typed.to_str()?).parse().ok()?;
        let purity = Purity::open_existing(&pure_console::context().ok()?).ok()?;
        let names = purity.certificates(&[pattern], |found| {
            let names = found.map(|found| Ok(CompletionCandidate::new(found?.name.as_str())));
            names.collect::<pure_core::Result<Vec<_>>>()
        });
        names.ok()
    };
    found().unwrap_or_default()
}
