//! Which KMIP servers a command line means.

use std::collections::HashSet;

use pure_console::Batch;
use pure_core::kmip_server::{self, KmipServer};
use pure_core::{Array, NamePattern};

/// The servers whose names fit, each once, in the order asked for; all by name when no name is
/// given. A name that fits none is reported.
pub(crate) fn servers(
    array: &Array,
    patterns: &[NamePattern],
    batch: &mut Batch,
) -> anyhow::Result<Vec<KmipServer>> {
    let list = |pattern: &NamePattern| array.store().read(|db| kmip_server::list(db, pattern));
    if patterns.is_empty() {
        return Ok(list(&NamePattern::all())?);
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for pattern in patterns {
        let fitting = batch.run(pattern, || list(pattern)).unwrap_or_default();
        found.extend(fitting.into_iter().filter(|server| seen.insert(server.id)));
    }
    Ok(found)
}
