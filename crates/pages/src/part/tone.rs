//! What a state means for whoever reads it.

/// What a state means for whoever reads it. It is shown by a mark and a colour beside the words, never
/// instead of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Something to look after.
    Warning,
    /// Something is wrong.
    Bad,
    /// Neither.
    Quiet,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}
