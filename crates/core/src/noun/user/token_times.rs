//! From when until when an API token is good.

use jiff::Timestamp;

/// When an API token was made, and until when it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenTimes {
    /// When it was made.
    pub created: Timestamp,
    /// Until when it is good; `None` for good.
    pub expires: Option<Timestamp>,
}

impl TokenTimes {
    /// Whether it is good at `now`.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}
