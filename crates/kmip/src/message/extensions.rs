//! The fields of a payload that are none of the standard's.

use crate::ttlv::Item;

/// Removes those that the payload keeps by itself, such as an object of a vendor's type, or everything of
/// an operation that is not known here.
pub(super) fn remove_written(extensions: &mut Vec<Item>, written: impl FnOnce() -> Vec<Item>) {
    if !extensions.is_empty() {
        let written = written();
        extensions.retain(|extension| !written.contains(extension));
    }
}
