//! Which KMIP servers a command line means.

use std::collections::HashSet;

use pure_console::Batch;
use pure_core::kmip_server::KmipServer;
use pure_core::{NamePattern, Purity};

/// The servers whose names fit, each once, in the order asked for; all by name when no name is
/// given. A name that fits none is reported.
pub(crate) fn servers(
    purity: &Purity,
    patterns: &[NamePattern],
    batch: &mut Batch,
) -> anyhow::Result<Vec<KmipServer>> {
    if patterns.is_empty() {
        return Ok(purity.kmip_servers(&NamePattern::all())?);
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for pattern in patterns {
        let fitting = batch.run(pattern, || purity.kmip_servers(pattern));
        let fitting = fitting.unwrap_or_default().into_iter();
        found.extend(fitting.filter(|server| seen.insert(server.name.clone())));
    }
    Ok(found)
}
