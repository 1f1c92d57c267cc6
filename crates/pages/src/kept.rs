//! Notices for the page that follows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;

use crate::part::Notice;

/// The most sessions for which notices are kept.
const MOST: usize = 1000;

/// Notices for the page that a browser is sent to after a form was taken. They are kept here and not in
/// the address, in which anybody could write them.
#[derive(Debug, Default)]
pub struct KeptNotices {
    /// By the hash of the session's token.
    kept: Mutex<HashMap<[u8; 32], Vec<Notice>>>,
}

impl KeptNotices {
    /// Keeps a notice for the next page of that session.
    pub fn keep(&self, session: &str, notice: Notice) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(session);
        if kept.len() >= MOST && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.entry(key).or_default().push(notice);
    }

    /// Takes what is kept for that session.
    pub fn take(&self, session: &str) -> Vec<Notice> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&key(session)).unwrap_or_default()
    }
}

fn key(session: &str) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, session.as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(digest.as_ref());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_shown_once_and_to_its_session() {
        let kept = KeptNotices::default();
        kept.keep("one", Notice::good("Made."));
        assert!(kept.take("other").is_empty());
        assert_eq!(kept.take("one"), [Notice::good("Made.")]);
        assert!(kept.take("one").is_empty());
    }
}
