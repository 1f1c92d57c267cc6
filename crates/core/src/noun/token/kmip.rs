//! A key on a KMIP server as token.

use super::{Kind, Token, TokenError, intent};
use crate::ground::Array;
use crate::ground::fault::point;
use crate::noun::kmip_server::{FetchedKey, KeyManager, KmipServer, Timeouts, TokenKeyMaterial};

/// The key manager behind a KMIP server.
pub(crate) fn key_manager(array: &Array, server: &KmipServer) -> Result<KeyManager, TokenError> {
    KeyManager::of(array, server).map_err(|source| TokenError::KmipServer {
        name: server.name.clone(),
        source,
    })
}

/// The key of the token, when it is Active and the one that the array was locked with.
pub(crate) fn fetch(
    array: &Array,
    server: &KmipServer,
    token: &Token,
    timeouts: Timeouts,
) -> Result<TokenKeyMaterial, TokenError> {
    let (key, name) = (token.key_name.clone(), server.name.clone());
    let manager = key_manager(array, server)?.with_timeouts(timeouts);
    let fetched =
        manager
            .fetch_key(&token.key_id, &key)
            .map_err(|source| TokenError::KeyManager {
                server: name.clone(),
                source,
            })?;
    match fetched {
        FetchedKey::Active(material) if material.signature() == token.signature => Ok(material),
        FetchedKey::Active(_) => Err(TokenError::OtherKey { key, server: name }),
        FetchedKey::NotActive(state) => Err(TokenError::NotActive {
            key,
            server: name,
            state,
        }),
        FetchedKey::Absent => Err(TokenError::NoKey { key, server: name }),
    }
}

/// A new Active key on the key manager as a token.
pub(crate) fn create(
    array: &Array,
    server: KmipServer,
) -> Result<(Token, TokenKeyMaterial), TokenError> {
    let manager = key_manager(array, &server)?;
    let failed = |source| TokenError::KeyManager {
        server: server.name.clone(),
        source,
    };
    let name = intent::name(array, &server)?;
    // A key manager that cannot be asked has been sent nothing, and nothing is written down.
    manager.find_key(&name).map_err(failed)?;
    intent::begin(array, &server, &name)?;
    let created = manager.create_key(&name).map_err(failed)?;
    point("token-created");
    let token = Token {
        signature: created.material.signature(),
        kind: Kind::Kmip(Box::new(server.clone())),
        key_id: created.id,
        key_name: name,
    };
    // The array is sealed only with a key that it can fetch again, in a session of its own, as it
    // will when it unlocks.
    let material = fetch(array, &server, &token, Timeouts::Operation)?;
    point("token-fetched");
    Ok((token, material))
}
