//! Access tokens: what an API client gets for its ID token. The client's library reads when they end, so
//! that they are JSON Web Tokens (RFC 7519); nobody but this server verifies them, so that they are signed
//! by a key of its own (HMAC with SHA-256, the HS256 of RFC 7518), and end with it. Nothing is kept of
//! one: there can be any number. It ends too when the password of its user changes, or the user is deleted,
//! whoever has the name then.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use pure_core::user::{LoginStamp, User, UserName};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 1024;

/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// Makes access tokens, and knows its own again.
#[derive(Default)]
pub(crate) struct AccessTokens {
    key: OnceLock<hmac::Key>,
}

#[derive(Deserialize, Serialize)]
struct Claims {
    sub: String,
    client_id: Uuid,
    iat: i64,
    exp: i64,
    jti: Uuid,
    /// As whom the user was known, under the key: it tells nobody anything.
    mark: String,
}

/// What a token says.
#[derive(Debug)]
pub(crate) struct Claimed {
    /// Who has it.
    pub(crate) user: UserName,
    /// The API client by which the user came in.
    pub(crate) client: Uuid,
    mark: Vec<u8>,
}

impl AccessTokens {
    /// A token for `user`, who comes in by the API client of that identifier; `None` when the system gives
    /// no random numbers.
    pub(crate) fn make(
        &self,
        user: &User,
        client: Uuid,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Option<String> {
        let key = match self.key.get() {
            Some(key) => key,
            None => {
                let random = rand::SystemRandom::new();
                let key = hmac::Key::generate(hmac::HMAC_SHA256, &random).ok()?;
                self.key.get_or_init(|| key)
            }
        };
        let claims = Claims {
            sub: user.name.as_str().to_owned(),
            client_id: client,
            iat: now.as_second(),
            exp: now.as_second().saturating_add(lifetime.as_secs()),
            jti: Uuid::new_v4(),
            mark: hex::encode(mark(key, user.stamp)),
        };
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).ok()?);
        let message = format!("{HEADER}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(key, message.as_bytes()));
        Some(format!("{message}.{signature}"))
    }

    /// What the token says; `None` when it is none of this server's, or has ended `now`.
    pub(crate) fn claimed(&self, token: &str, now: Timestamp) -> Option<Claimed> {
        if token.len() > LONGEST {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(self.key.get()?, message.as_bytes(), &signature).ok()?;
        let (_, claims) = message.split_once('.')?;
        let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
        let claims: Claims = serde_json::from_slice(&claims).ok()?;
        let is_good = now.as_second() < claims.exp;
        if !is_good {
            return None;
        }
        Some(Claimed {
            user: claims.sub.parse().ok()?,
            client: claims.client_id,
            mark: hex::decode(claims.mark).ok()?,
        })
    }

    /// Whether `user` is still the one for whom the token was made.
    pub(crate) fn is_still(&self, claimed: &Claimed, user: &User) -> bool {
        self.key.get().is_some_and(|key| {
            let message = stamped(user.stamp);
            hmac::verify(key, &message, &claimed.mark).is_ok()
        })
    }
}

/// By what a user is known again.
fn mark(key: &hmac::Key, stamp: LoginStamp) -> hmac::Tag {
    hmac::sign(key, &stamped(stamp))
}

/// No message of a token begins so.
fn stamped(stamp: LoginStamp) -> Vec<u8> {
    [b"user ", stamp.as_bytes()].concat()
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessTokens")
    }
}

#[cfg(test)]
mod tests {
    use pure_core::user::{Password, Role};
    use pure_core::{Context, Home, Users};

    use super::*;

    /// The users of a new array, in a folder that goes away.
    fn users() -> (tempfile::TempDir, Users) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let context = Context::new(home, folder.path().join("memory"), "tester");
        let users = Users::open(&context).unwrap();
        (folder, users)
    }

    fn create(users: &Users, name: &str, password: &str) -> User {
        let password = Password::new(password.to_owned().into()).unwrap();
        let name = name.parse().unwrap();
        users.create(&name, Role::ArrayAdmin, &password).unwrap()
    }

    #[test]
    fn a_token_is_good_until_its_end_and_at_its_own_server_only() {
        let (_folder, users) = users();
        let anna = create(&users, "anna", "correct horse");
        let (tokens, others) = (AccessTokens::default(), AccessTokens::default());
        let (client, now) = (Uuid::new_v4(), Timestamp::from_second(1_000_000).unwrap());
        let hour = SignedDuration::from_hours(1);
        let token = tokens.make(&anna, client, now, hour).unwrap();
        others.make(&anna, client, now, hour).unwrap();
        let known = tokens.claimed(&token, now).unwrap();
        assert_eq!((known.user, known.client), (anna.name, client));
        assert!(tokens.claimed(&token, now + hour).is_none());
        assert!(others.claimed(&token, now).is_none());
        assert!(AccessTokens::default().claimed(&token, now).is_none());
        // Another signature, other claims, none at all.
        let (message, signature) = token.rsplit_once('.').unwrap();
        let claims = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"sub":"pureuser","client_id":"{client}","iat":0,"exp":9999999,"jti":"{client}","mark":""}}"#
        ));
        for wrong in [
            format!("{message}."),
            message.to_owned(),
            format!("{HEADER}.{claims}.{signature}"),
            format!("eyJhbGciOiJub25lIn0.{claims}."),
            String::new(),
            ".".repeat(2000),
        ] {
            assert!(tokens.claimed(&wrong, now).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_token_is_of_one_user_whoever_gets_the_name_later() {
        let (_folder, users) = users();
        let anna = create(&users, "anna", "correct horse");
        let (tokens, now) = (AccessTokens::default(), users.now());
        let hour = SignedDuration::from_hours(1);
        let make = |user: &User| {
            let token = tokens.make(user, Uuid::new_v4(), now, hour).unwrap();
            tokens.claimed(&token, now).unwrap()
        };
        let token = make(&anna);
        assert!(tokens.is_still(&token, &users.get(&anna.name).unwrap()));
        // Another role is that of the same user.
        users.set_role(&anna.name, Role::Readonly).unwrap();
        assert!(tokens.is_still(&token, &users.get(&anna.name).unwrap()));
        users.delete(&anna.name).unwrap();
        let again = create(&users, "anna", "correct horse");
        assert!(!tokens.is_still(&token, &again));
        let token = make(&again);
        let password = Password::new("battery staple".to_owned().into()).unwrap();
        users.set_password(&anna.name, &password).unwrap();
        assert!(!tokens.is_still(&token, &users.get(&anna.name).unwrap()));
    }
}
