//! A key on a KMIP server as token.

use super::{Kind, Token, TokenError, intent};
use crate::ground::fault::point;
use crate::ground::{Array, Identifiers};
use crate::noun::certificate::Validity;
use crate::noun::kmip_server::{
    Answer, Attempt, CreateError, FetchedKey, KeyManager, KeyManagerError, KmipServer, Timeouts,
    TokenKeyMaterial, Uri, activate, create_key, fetched_from, greet, mark, material, read_back,
    until,
};

/// The key manager behind a KMIP server.
pub(crate) fn key_manager(array: &Array, server: &KmipServer) -> Result<KeyManager, TokenError> {
    KeyManager::of(array, server).map_err(|source| TokenError::KmipServer {
        name: server.name.clone(),
        source,
    })
}

/// A key as the key manager gave it: Active, and the one that the array was locked with.
pub(crate) struct Fetched {
    /// Its unique identifier now.
    pub(crate) id: String,
    /// Its material.
    pub(crate) material: TokenKeyMaterial,
}

/// The key of the token, when it is Active and the one that the array was locked with.
pub(crate) fn fetch(
    array: &Array,
    server: &KmipServer,
    token: &Token,
    timeouts: Timeouts,
) -> Result<Fetched, TokenError> {
    let manager = key_manager(array, server)?.with_timeouts(timeouts);
    judge(server, token, manager.fetch_key(&token.sealed_key()))
}

/// What each URI says of the key of the token, and how long the certificate is valid that the array shows.
pub(crate) fn ask_each(
    array: &Array,
    server: &KmipServer,
    token: &Token,
) -> Result<(Vec<Answer>, Validity), TokenError> {
    let manager = key_manager(array, server)?;
    let answers = manager.ask_each(&token.sealed_key());
    Ok((answers, manager.identity().validity))
}

/// The key of the token, when those answers give it.
pub(crate) fn judge_answers(
    server: &KmipServer,
    token: &Token,
    answers: &[Answer],
) -> Result<TokenKeyMaterial, TokenError> {
    judge(server, token, fetched_from(answers)).map(|fetched| fetched.material)
}

fn judge(
    server: &KmipServer,
    token: &Token,
    fetched: Result<FetchedKey, KeyManagerError>,
) -> Result<Fetched, TokenError> {
    let (key, name) = (token.key_name.clone(), server.name.clone());
    let fetched = fetched.map_err(|source| TokenError::KeyManager {
        server: name.clone(),
        source,
    })?;
    match fetched {
        FetchedKey::Active { id, material } if material.signature() == token.signature => {
            Ok(Fetched { id, material })
        }
        FetchedKey::Active { .. } => Err(TokenError::OtherKey { key, server: name }),
        FetchedKey::NotActive(state) => Err(TokenError::NotActive {
            key,
            server: name,
            state,
        }),
        FetchedKey::Absent { namesakes } => Err(TokenError::NoKey {
            key,
            server: name,
            has_namesake: !namesakes.is_empty(),
        }),
    }
}

/// A new Active key on the key manager as a token, at the first URI that makes one. A key that may have
/// been made without a response has a note, and no second key gets its name.
pub(crate) fn create(
    array: &Array,
    server: KmipServer,
) -> Result<(Token, TokenKeyMaterial), TokenError> {
    let manager = key_manager(array, &server)?;
    let mut attempts = Vec::new();
    for uri in manager.uris() {
        match create_at(array, &manager, &server, uri)? {
            Ok(token) => {
                let material = fetch_again(array, &server, &token)?;
                point("token-fetched");
                return Ok((token, material));
            }
            Err(attempt) => attempts.push(attempt),
        }
    }
    Err(TokenError::NotMade {
        server: server.name,
        source: KeyManagerError { attempts },
    })
}

fn create_at(
    array: &Array,
    manager: &KeyManager,
    server: &KmipServer,
    uri: &Uri,
) -> Result<Result<Token, Attempt>, TokenError> {
    let failed = |diagnosis| {
        let uri = uri.clone();
        Ok(Err(Attempt { uri, diagnosis }))
    };
    let name = intent::new_name(array)?;
    let owner = array.id().to_string();
    let mut session = manager.session(uri);
    // A key manager that cannot be asked has been sent nothing, and nothing is written down.
    if let Err(diagnosis) = session.open().and_then(|()| greet(&mut session, &name)) {
        return failed(diagnosis);
    }
    intent::begin(array, server, uri, &name)?;
    let id = match create_key(&mut session, &name, &owner) {
        Ok(id) => id,
        Err(CreateError::Refused(diagnosis)) => {
            array.store().write(|tx| intent::delete(tx, &name))?;
            return failed(diagnosis);
        }
        Err(CreateError::Unknown(diagnosis)) => return failed(diagnosis),
    };
    point("token-created");
    let number = hex::encode(Identifiers::next(array.home())?.bytes::<16>("mark"));
    intent::created(array, &name, &id, &number)?;
    // Before it is Active it can be in no use: so it is marked first.
    let made = read_back(&mut session, &id, &name, &owner)
        .and_then(|()| mark(&mut session, &id, &number))
        .and_then(|()| activate(&mut session, &id, &name))
        .and_then(|()| material(&mut session, &id, &name));
    match made {
        Ok(material) => Ok(Ok(Token {
            signature: material.signature(),
            kind: Kind::Kmip(Box::new(server.clone())),
            key_id: id,
            key_name: name,
            made_at: Some(uri.clone()),
            folder: Some(array.folder_id().to_string()),
        })),
        Err(diagnosis) => failed(diagnosis),
    }
}

/// The array is sealed only with a key that it can fetch again, in a session of its own, as it will when it
/// unlocks. That another node does not know it yet is a lag for a few seconds.
fn fetch_again(
    array: &Array,
    server: &KmipServer,
    token: &Token,
) -> Result<TokenKeyMaterial, TokenError> {
    let is_settled = |fetched: &Result<Fetched, TokenError>| {
        !matches!(
            fetched,
            Err(TokenError::NoKey { .. } | TokenError::NotActive { .. })
        )
    };
    let fetched = until(
        || fetch(array, server, token, Timeouts::Operation),
        is_settled,
    );
    Ok(fetched?.material)
}
