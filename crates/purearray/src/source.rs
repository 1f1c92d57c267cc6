//! Where a new key of the token comes from.

use pure_console::on;
use pure_core::token::Source;
use pure_core::{Array, ObjectName, kmip_server};

/// The KMIP server of that name; the smart card in the array's port when none is named.
pub(crate) fn source(array: &Array, kmip: Option<&ObjectName>) -> anyhow::Result<Source> {
    match kmip {
        None => Ok(Source::SmartCard),
        Some(name) => {
            let found = array.store().read(|db| kmip_server::find(db, name));
            on(name, found).map(Source::Kmip)
        }
    }
}
