//! What can be chosen about every format.

use crate::list::options::OutputOptions;

/// What can be chosen about every format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Whether the titles are printed, in the formats that have them.
    pub(super) titles: bool,
    /// Whether times are printed in milliseconds since 1970, and sizes in bytes.
    pub(super) raw: bool,
}

impl Style {
    /// What the options ask for.
    pub(super) fn of(options: &OutputOptions) -> Self {
        Self {
            titles: !options.notitle,
            raw: options.raw,
        }
    }
}
