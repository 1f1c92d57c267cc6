//! Access tokens: what an API client gets for its ID token. The client's library reads when they end, so
//! that they are JSON Web Tokens (RFC 7519); nobody but this server verifies them, so that they are signed
//! by a key of its own (HMAC with SHA-256, the HS256 of RFC 7518), and end with it. Nothing is kept of
//! one: there can be any number.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use pure_core::user::UserName;
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
}

impl AccessTokens {
    /// A token for `user`, who comes in by the API client of that identifier; `None` when the system gives
    /// no random numbers.
    pub(crate) fn make(
        &self,
        user: &UserName,
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
            sub: user.as_str().to_owned(),
            client_id: client,
            iat: now.as_second(),
            exp: now.as_second().saturating_add(lifetime.as_secs()),
            jti: Uuid::new_v4(),
        };
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).ok()?);
        let message = format!("{HEADER}.{claims}");
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(key, message.as_bytes()));
        Some(format!("{message}.{signature}"))
    }

    /// Whose token that is, and by which API client; `None` when it is none of this server's, or has ended
    /// `now`.
    pub(crate) fn user(&self, token: &str, now: Timestamp) -> Option<(UserName, Uuid)> {
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
        is_good.then_some((claims.sub.parse().ok()?, claims.client_id))
    }
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessTokens")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_its_end_and_at_its_own_server_only() {
        let (tokens, others) = (AccessTokens::default(), AccessTokens::default());
        let anna: UserName = "anna".parse().unwrap();
        let (client, now) = (Uuid::new_v4(), Timestamp::from_second(1_000_000).unwrap());
        let hour = SignedDuration::from_hours(1);
        let token = tokens.make(&anna, client, now, hour).unwrap();
        others.make(&anna, client, now, hour).unwrap();
        assert_eq!(tokens.user(&token, now), Some((anna, client)));
        assert_eq!(tokens.user(&token, now + hour), None);
        assert_eq!(others.user(&token, now), None);
        assert_eq!(AccessTokens::default().user(&token, now), None);
        // Another signature, other claims, none at all.
        let (message, signature) = token.rsplit_once('.').unwrap();
        let claims = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"sub":"pureuser","client_id":"{client}","iat":0,"exp":9999999,"jti":"{client}"}}"#
        ));
        for wrong in [
            format!("{message}."),
            message.to_owned(),
            format!("{HEADER}.{claims}.{signature}"),
            format!("eyJhbGciOiJub25lIn0.{claims}."),
            String::new(),
            ".".repeat(2000),
        ] {
            assert_eq!(tokens.user(&wrong, now), None, "{wrong}");
        }
    }
}
