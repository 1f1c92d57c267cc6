//! Who has logged in: sessions of users and apps. They end with the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::KeyManagerError;
use crate::store::StoreError;

/// How long the session of a user lasts that nobody uses.
pub const USER_IDLE: Duration = Duration::from_secs(24 * 60 * 60);
/// The same of an app.
pub const APP_IDLE: Duration = Duration::from_secs(10 * 60);

/// The most sessions at a time: a further one ends the one that was idle for longest.
const MOST: usize = 10_000;

/// The hash of something.
pub(super) type Hash = [u8; digest::SHA256_OUTPUT_LEN];

pub(super) fn hash(bytes: &[u8]) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// A session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) holder: Holder,
    /// What the holder has proved with: when that changes, the session ends.
    pub(super) proof: Hash,
    /// The certificate that has to be shown with every request.
    pub(super) certificate: Option<Hash>,
    /// The UUID of the account that the user has chosen.
    pub(super) account: Option<String>,
    used: Instant,
}

/// Whose session it is, by UUID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    User(String),
    App(String),
}

/// All sessions, by the hashes of their tokens.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<Hash, Session>>);

impl Session {
    pub(super) fn of(holder: Holder, proof: Hash) -> Self {
        Self {
            holder,
            proof,
            certificate: None,
            account: None,
            used: Instant::now(),
        }
    }

    fn is_over(&self) -> bool {
        let idle = match self.holder {
            Holder::User(_) => USER_IDLE,
            Holder::App(_) => APP_IDLE,
        };
        self.used.elapsed() >= idle
    }
}

impl Sessions {
    /// Begins a session, and returns its token: 256 random bits.
    pub(super) fn begin(&self, session: Session) -> Result<Zeroizing<String>, KeyManagerError> {
        let mut random = Zeroizing::new([0; 32]);
        rand::fill(random.as_mut_slice()).map_err(|_| StoreError::MasterKey)?;
        let token = Zeroizing::new(URL_SAFE_NO_PAD.encode(random.as_slice()));
        let mut open = self.lock();
        if open.len() >= MOST {
            open.retain(|_, session| !session.is_over());
        }
        if open.len() >= MOST {
            let idlest = open.iter().min_by_key(|(_, session)| session.used);
            if let Some(idlest) = idlest.map(|(key, _)| *key) {
                open.remove(&idlest);
            }
        }
        open.insert(hash(token.as_bytes()), session);
        Ok(token)
    }

    /// The session of that token, which is used now; `None` when it has ended.
    pub(super) fn get(&self, token: &str) -> Option<Session> {
        let key = hash(token.as_bytes());
        let mut open = self.lock();
        let session = open.get_mut(&key)?;
        if session.is_over() {
            open.remove(&key);
            return None;
        }
        session.used = Instant::now();
        Some(session.clone())
    }

    /// The session of that token, which is not used thereby; `None` when it has ended.
    pub(super) fn look(&self, token: &str) -> Option<Session> {
        let open = self.lock();
        let session = open.get(&hash(token.as_bytes()))?;
        (!session.is_over()).then(|| session.clone())
    }

    /// Chooses the account of a session.
    pub(super) fn choose(&self, token: &str, account: &str) {
        if let Some(session) = self.lock().get_mut(&hash(token.as_bytes())) {
            session.account = Some(account.to_owned());
        }
    }

    /// Ends a session.
    pub(super) fn end(&self, token: &str) {
        self.lock().remove(&hash(token.as_bytes()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: &str) -> Session {
        Session::of(Holder::App(id.to_owned()), hash(b"proof"))
    }

    #[test]
    fn a_session_is_known_by_its_token_until_it_ends() {
        let sessions = Sessions::default();
        let (first, second) = (
            sessions.begin(session("1")).unwrap(),
            sessions.begin(session("2")).unwrap(),
        );
        assert_eq!(
            sessions.get(&first).unwrap().holder,
            Holder::App("1".to_owned())
        );
        sessions.end(&first);
        assert!(sessions.get(&first).is_none());
        assert!(sessions.get(&second).is_some());
        assert!(sessions.get("").is_none());
        assert!(!format!("{sessions:?}").contains(second.as_str()));
    }

    #[test]
    fn an_idle_session_ends() {
        let sessions = Sessions::default();
        let token = sessions.begin(session("1")).unwrap();
        if let Some(past) = Instant::now().checked_sub(APP_IDLE) {
            for session in sessions.lock().values_mut() {
                session.used = past;
            }
            assert!(sessions.get(&token).is_none());
        }
    }

    #[test]
    fn looking_at_a_session_does_not_keep_it() {
        let sessions = Sessions::default();
        let token = sessions.begin(session("1")).unwrap();
        let used = || sessions.lock().values().next().unwrap().used;
        let before = used();
        assert!(sessions.look(&token).is_some());
        assert_eq!(used(), before);
        if let Some(past) = Instant::now().checked_sub(APP_IDLE) {
            for session in sessions.lock().values_mut() {
                session.used = past;
            }
            assert!(sessions.look(&token).is_none());
        }
    }

    #[test]
    fn there_are_only_so_many() {
        let sessions = Sessions::default();
        let first = sessions.begin(session("1")).unwrap();
        let mut last = Zeroizing::default();
        for _ in 0..MOST {
            last = sessions.begin(session("2")).unwrap();
        }
        assert!(sessions.get(&first).is_none(), "the idlest ended");
        assert!(sessions.get(&last).is_some());
    }
}
