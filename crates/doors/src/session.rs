//! Who has logged in: sessions, and how often logging in has failed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::{digest, rand};
use pure_core::user::{LoginStamp, User, UserName};
use pure_https::Failures;

use crate::passing::Passing;

/// How long a session lasts that nobody uses.
const IDLE: Duration = Duration::from_secs(30 * 60);

/// The most sessions at a time: a further one ends the one that was idle the longest.
const MOST_SESSIONS: usize = 1000;

/// By what a session is known again: the hash of its token.
type Key = [u8; digest::SHA256_OUTPUT_LEN];

/// Those who have logged in to one array.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: Mutex<HashMap<Key, Session>>,
    failures: Failures<IpAddr>,
    time: Arc<Passing>,
}

#[derive(Debug)]
struct Session {
    user: UserName,
    used: Duration,
    /// What the user was known by when that was looked at first.
    stamp: Option<LoginStamp>,
}

impl Sessions {
    /// Nobody, by that time.
    pub(crate) fn by(time: &Arc<Passing>) -> Self {
        Self {
            time: Arc::clone(time),
            ..Self::default()
        }
    }

    /// How long ago that was.
    fn since(&self, then: Duration) -> Duration {
        self.time.now().saturating_sub(then)
    }

    /// Begins a session of `user`, and returns its token: 256 random bits in hexadecimal digits; `None`
    /// when the system gives no random numbers.
    pub(crate) fn begin(&self, user: UserName) -> Option<String> {
        let mut random = [0; 32];
        rand::fill(&mut random).ok()?;
        let token = hex::encode(random);
        let mut open = lock(&self.open);
        open.retain(|_, session| self.since(session.used) < IDLE);
        if open.len() >= MOST_SESSIONS {
            let idlest = open.iter().min_by_key(|(_, session)| session.used);
            if let Some(idlest) = idlest.map(|(key, _)| *key) {
                open.remove(&idlest);
            }
        }
        let used = self.time.now();
        open.insert(
            key(&token),
            Session {
                user,
                used,
                stamp: None,
            },
        );
        Some(token)
    }

    /// Whose session that is the token of, which is used now; `None` when it has ended.
    pub(crate) fn user(&self, token: &str) -> Option<UserName> {
        let mut open = lock(&self.open);
        let key = key(token);
        let session = open.get_mut(&key)?;
        if self.since(session.used) >= IDLE {
            open.remove(&key);
            return None;
        }
        session.used = self.time.now();
        Some(session.user.clone())
    }

    /// Whose session that is, which is not used thereby; `None` when it has ended.
    pub(crate) fn look(&self, token: &str) -> Option<UserName> {
        let open = lock(&self.open);
        let session = open.get(&key(token))?;
        (self.since(session.used) < IDLE).then(|| session.user.clone())
    }

    /// Whether the session is still that of `user` as it was when this was asked first: not after a change of
    /// the password, nor when the user was deleted and made anew. Then it ends.
    pub(crate) fn is_still(&self, token: &str, user: &User) -> bool {
        let mut open = lock(&self.open);
        let key = key(token);
        let Some(session) = open.get_mut(&key) else {
            return false;
        };
        let same = *session.stamp.get_or_insert(user.stamp) == user.stamp;
        if !same {
            open.remove(&key);
        }
        same
    }

    /// Ends the sessions of `user`, but for the one with the token `kept`, which stays although the password
    /// was changed.
    pub(crate) fn end_others(&self, user: &UserName, kept: &str) {
        let kept = key(kept);
        if let Some(session) = lock(&self.open).get_mut(&kept) {
            session.stamp = None;
        }
        lock(&self.open).retain(|key, session| session.user != *user || *key == kept);
    }

    /// Ends a session.
    pub(crate) fn end(&self, token: &str) {
        lock(&self.open).remove(&key(token));
    }

    /// How long somebody at `address` has to wait for the next log-in.
    pub(crate) fn delay(&self, address: IpAddr) -> Duration {
        self.failures.delay(&address)
    }

    /// Remembers how a log-in of somebody at `address` ended.
    pub(crate) fn remember(&self, address: IpAddr, succeeded: bool) {
        self.failures.remember(address, succeeded);
    }
}

fn key(token: &str) -> Key {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    let mut key = Key::default();
    key.copy_from_slice(digest.as_ref());
    key
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> UserName {
        "anna".parse().unwrap()
    }

    #[test]
    fn a_session_is_known_by_its_token_until_it_ends() {
        let sessions = Sessions::default();
        let (first, second) = (
            sessions.begin(anna()).unwrap(),
            sessions.begin(anna()).unwrap(),
        );
        assert_ne!(first, second);
        assert_eq!(sessions.user(&first), Some(anna()));
        sessions.end(&first);
        assert_eq!(sessions.user(&first), None);
        assert_eq!(sessions.user(&second), Some(anna()));
        assert_eq!(sessions.user(""), None);
        assert!(!format!("{sessions:?}").contains(&second));
    }

    #[test]
    fn a_session_ends_after_half_an_hour_in_which_nobody_uses_it() {
        let sessions = Sessions::default();
        let token = sessions.begin(anna()).unwrap();
        let nearly = IDLE - Duration::from_secs(5);
        for _ in 0..3 {
            sessions.time.skip(nearly);
            assert_eq!(sessions.user(&token), Some(anna()), "it is used");
        }
        sessions.time.skip(IDLE);
        assert_eq!(sessions.user(&token), None);
        assert!(lock(&sessions.open).is_empty());
    }

    #[test]
    fn looking_at_a_session_does_not_keep_it() {
        let sessions = Sessions::default();
        let token = sessions.begin(anna()).unwrap();
        sessions.time.skip(IDLE / 2);
        assert_eq!(sessions.look(&token), Some(anna()));
        sessions.time.skip(IDLE / 2);
        assert_eq!(sessions.look(&token), None);
    }

    #[test]
    fn the_other_sessions_of_a_user_end() {
        let sessions = Sessions::default();
        let (one, other) = (
            sessions.begin(anna()).unwrap(),
            sessions.begin(anna()).unwrap(),
        );
        let of_ben = sessions.begin("ben".parse().unwrap()).unwrap();
        sessions.end_others(&anna(), &one);
        assert_eq!(sessions.user(&other), None);
        assert!(sessions.user(&one).is_some() && sessions.user(&of_ben).is_some());
    }

    #[test]
    fn there_are_only_so_many_sessions() {
        let sessions = Sessions::default();
        let first = sessions.begin(anna()).unwrap();
        let tokens: Vec<String> = (0..MOST_SESSIONS)
            .map(|_| sessions.begin(anna()).unwrap())
            .collect();
        assert_eq!(lock(&sessions.open).len(), MOST_SESSIONS);
        assert_eq!(sessions.user(&first), None, "the idlest ended");
        assert_eq!(sessions.user(&tokens[MOST_SESSIONS - 1]), Some(anna()));
    }
}
