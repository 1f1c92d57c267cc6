//! What is wrong with a filter.

use unicode_width::UnicodeWidthStr;

use crate::error::usage::UsageError;

/// What is wrong with a filter, and at which byte of it.
pub(super) struct SyntaxError {
    pub(super) at: usize,
    pub(super) reason: String,
}

impl SyntaxError {
    /// The reason, and under it the filter with a mark below the error.
    pub(super) fn pointed_at(self, text: &str) -> UsageError {
        let one_line = |text: &str| text.replace(char::is_control, " ");
        let (before, after) = text.split_at(self.at);
        let column = before.chars().count() + 1;
        let (before, after) = (one_line(before), one_line(after));
        let blanks = " ".repeat(before.width());
        UsageError(format!(
            "--filter, column {column}: {}\n  {before}{after}\n  {blanks}^",
            self.reason
        ))
    }
}
