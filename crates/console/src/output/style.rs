//! What can be chosen about every format.

use crate::list::options::OutputOptions;

/// What can be chosen about every format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Whether the titles are printed, in the formats that have them.
    pub(super) titles: bool,
    /// Whether times are printed in milliseconds since 1970, and sizes in bytes.
    pub(super) raw: bool,
    /// Whether a terminal shows it, which must not be driven by the texts of others.
    pub(super) terminal: bool,
}

impl Style {
    /// What the options ask for, on a terminal or elsewhere.
    pub(super) fn of(options: &OutputOptions, terminal: bool) -> Self {
        Self {
            titles: !options.notitle && !options.only_names,
            raw: options.raw,
            terminal,
        }
    }
}
