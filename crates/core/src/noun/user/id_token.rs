//! ID tokens: what an API client signs to come in as a user (JSON Web Token, RFC 7519, signed as RFC 7515
//! has it by RS256 of RFC 7518).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::api_client::{self, ApiClient};
use super::error::UserError;
use super::{User, UserName, table};
use crate::ground::Array;
use crate::noun::log::{self, Event};

/// The longest token, in bytes: it has a few short claims and a signature.
const LONGEST: usize = 16 * 1024;

/// By how many seconds the clock of whoever issued a token may be ahead of the array's.
const SKEW: i64 = 60;

/// A token before its signature is verified.
struct Token<'a> {
    /// What is signed.
    message: &'a str,
    header: Header,
    claims: Claims,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Extensions that whoever reads the token must know (RFC 7515 section 4.1.11): none is known here.
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    exp: f64,
    iat: Option<f64>,
    nbf: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    More(Vec<String>),
}

impl Audience {
    fn each(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

impl<'a> Token<'a> {
    fn read(text: &'a str) -> Option<Self> {
        fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
        }
        if text.len() > LONGEST {
            return None;
        }
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        Some(Self {
            message,
            header: part(header)?,
            claims: part(claims)?,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// The API client that it says it is from.
    fn client_id(&self) -> Option<Uuid> {
        let mut each = self.claims.aud.each().iter();
        each.find_map(|id| id.parse().ok())
    }

    /// Whether that client signed it, for now.
    fn is_of(&self, client: &ApiClient, now: Timestamp) -> bool {
        let Self { header, claims, .. } = self;
        let key_id: Option<Uuid> = header.kid.parse().ok();
        let now = now.as_second();
        let is_past = |time: Option<f64>| time.is_none_or(|time| time <= (now + SKEW) as f64);
        header.alg == "RS256"
            && header.crit.is_none()
            && key_id == Some(client.key_id)
            && claims.iss == client.terms.issuer.as_str()
            && claims.exp > now as f64
            && is_past(claims.iat)
            && is_past(claims.nbf)
            && (client.terms.public_key).has_signed(self.message.as_bytes(), &self.signature)
    }
}

/// The user who comes in by that ID token, and the API client that signed it. The role of the user is
/// the lesser of both. The history keeps either.
///
/// # Errors
/// When it is not signed by a client that is enabled, is not for now, or is for nobody: which is not
/// said.
pub(crate) fn by_id_token(array: &Array, text: &str) -> Result<(User, ApiClient), UserError> {
    let wrong = || UserError::WrongIdToken;
    let token = Token::read(text).ok_or_else(wrong)?;
    let id = token.client_id().ok_or_else(wrong)?;
    let found = array.store().read(|db| api_client::of_id(db, id))?;
    let client = found.ok_or_else(wrong)?;
    let refused = |reason: &str| {
        let detail = format!("refused: {reason}");
        log::append_done(array, Event::User, client.name.as_str(), &detail);
        wrong()
    };
    if !client.is_enabled {
        return Err(refused("API client is disabled"));
    }
    if !token.is_of(&client, array.now()) {
        return Err(refused("ID token is not valid"));
    }
    let name: Option<UserName> = token.claims.sub.parse().ok();
    let user = match name {
        Some(name) => array.store().read(|db| table::stored(db, &name))?,
        None => None,
    };
    let user = user.ok_or_else(|| refused("ID token is for an unknown user"))?;
    let user = limited(user.user, &client);
    let detail = format!("logged in by API client {}", client.name);
    log::append_done(array, Event::User, user.name.as_str(), &detail);
    Ok((user, client))
}

/// The user with what both the user and the API client may do.
fn limited(user: User, client: &ApiClient) -> User {
    User {
        role: user.role.lesser(client.terms.max_role),
        ..user
    }
}

/// The user `name` as of now, come in by the API client `id`.
///
/// # Errors
/// When there is no such user or client any more, or the client is disabled.
pub(crate) fn of_client(array: &Array, name: &UserName, id: Uuid) -> Result<User, UserError> {
    let (user, client) = array
        .store()
        .read(|db| Ok::<_, UserError>((table::stored(db, name)?, api_client::of_id(db, id)?)))?;
    let user = user.ok_or(UserError::Missing)?.user;
    let client = client.filter(|client| client.is_enabled);
    Ok(limited(user, &client.ok_or(UserError::NoClient)?))
}
