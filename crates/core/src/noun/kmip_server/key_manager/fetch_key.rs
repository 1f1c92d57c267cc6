//! Fetching the array's key. A key manager may hand out the material of keys that are not Active any
//! more, so its state is asked first.

use std::time::{Duration, Instant};

use kmip::client::{Cause, ClientError, Stage as SessionStage};
use kmip::enums::{Operation, ResultReason, State};
use kmip::ttlv::Tag;

use super::proof::Description;
use super::session::is_missing;
use super::{KeyManager, KeyManagerError, Session, first};
use crate::noun::kmip_server::SealedKey;
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};
use crate::noun::kmip_server::material::TokenKeyMaterial;
use crate::noun::kmip_server::uri::Uri;

/// How many keys of the same name are looked at.
const MOST: usize = 8;

/// What the key manager says of a key.
#[derive(Clone, Debug)]
pub enum FetchedKey {
    /// It is Active, and this is its material.
    Active {
        /// Its unique identifier: another than that asked for when the key came back under another one.
        id: String,
        /// Its material.
        material: TokenKeyMaterial,
    },
    /// It is in another state, and its material is nothing to the array.
    NotActive(State),
    /// There is no such key, at any URI.
    Absent {
        /// The unique identifiers of keys of its name, none of which is it.
        namesakes: Vec<String>,
    },
}

impl KeyManager {
    /// Fetches the key that the array is sealed with: the one of that unique identifier; or when it is
    /// gone, the one of its name that gives the signature. When there is none at any URI, it is looked for
    /// once more: behind a balancer the next connection goes to another node.
    ///
    /// # Errors
    /// When no URI responds, or the key manager refuses.
    pub fn fetch_key(&self, key: &SealedKey) -> Result<FetchedKey, KeyManagerError> {
        let look = || conclude(self.on_first(|session| fetch(session, key)));
        match look()? {
            FetchedKey::Absent { namesakes } => {
                Ok(look().unwrap_or(FetchedKey::Absent { namesakes }))
            }
            fetched => Ok(fetched),
        }
    }

    /// What each URI says of the key, asked side by side.
    pub(crate) fn ask_each(&self, key: &SealedKey) -> Vec<Answer> {
        std::thread::scope(|scope| {
            let ask = |uri| scope.spawn(move || self.ask_one(uri, key));
            let running: Vec<_> = self.uris().iter().map(ask).collect();
            let answers = running.into_iter();
            answers
                .map(|thread| thread.join().expect("a question does not panic"))
                .collect()
        })
    }

    fn ask_one(&self, uri: &Uri, key: &SealedKey) -> Answer {
        let begin = Instant::now();
        let ask = || {
            let mut session = self.session(uri);
            let fetched = session.open().and_then(|()| fetch(&mut session, key));
            (session, fetched)
        };
        let (mut session, mut fetched) = ask();
        if matches!(&fetched, Err(diagnosis) if diagnosis.says_missing()) {
            let (other, again) = ask();
            if again.is_ok() {
                (session, fetched) = (other, again);
            }
        }
        let took = begin.elapsed();
        let deactivates = match &fetched {
            Ok(FetchedKey::Active { id, .. }) => deactivation_date(&mut session, id),
            _ => None,
        };
        Answer {
            uri: uri.clone(),
            fetched,
            took,
            deactivates,
            chain: session.facts().server_chain.clone(),
        }
    }
}

/// What a URI says of a key.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The URI.
    pub(crate) uri: Uri,
    /// The key, or why it does not give it.
    pub(crate) fetched: Result<FetchedKey, Diagnosis>,
    /// How long it took.
    pub(crate) took: Duration,
    /// When the key will be deactivated, in seconds since 1970 UTC, as far as the key manager tells.
    pub(crate) deactivates: Option<i64>,
    /// The certificates that the server sent, in DER, its own first.
    pub(crate) chain: Vec<Vec<u8>>,
}

/// The Deactivation Date of the key. That a key manager does not tell it says nothing about the key.
fn deactivation_date(session: &mut Session<'_>, id: &str) -> Option<i64> {
    let wanted = ["Deactivation Date"];
    let asked = session.try_ask(|connection| connection.get_attributes(id, &wanted));
    let attributes = asked.ok()?;
    let date = attributes
        .iter()
        .find(|attribute| attribute.is(Tag::DEACTIVATION_DATE))?;
    date.value.as_date_time()
}

/// What the array makes of the answers, in the order in which it asks: as it does when it unlocks.
///
/// # Errors
/// When no URI responds, or the key manager refuses.
pub(crate) fn fetched_from(answers: &[Answer]) -> Result<FetchedKey, KeyManagerError> {
    let each = answers.iter();
    conclude(first(
        each.map(|answer| (answer.uri.clone(), answer.fetched.clone())),
    ))
}

fn conclude(fetched: Result<FetchedKey, KeyManagerError>) -> Result<FetchedKey, KeyManagerError> {
    match fetched {
        Err(error) => match error.namesakes() {
            Some(namesakes) => Ok(FetchedKey::Absent { namesakes }),
            None => Err(error),
        },
        fetched => fetched,
    }
}

fn fetch(session: &mut Session<'_>, key: &SealedKey) -> Result<FetchedKey, Diagnosis> {
    match session.try_ask(|connection| connection.state(&key.id)) {
        Ok(State::Active) => Ok(FetchedKey::Active {
            material: material(session, &key.id, &key.name)?,
            id: key.id.clone(),
        }),
        Ok(state @ (State::Destroyed | State::DestroyedCompromised)) => {
            Ok(match restored(session, key)? {
                Restored::Key { id, material } => FetchedKey::Active { id, material },
                Restored::Namesakes(_) => FetchedKey::NotActive(state),
            })
        }
        Ok(state) => Ok(FetchedKey::NotActive(state)),
        Err(error) if is_missing(&error) => match restored(session, key)? {
            Restored::Key { id, material } => Ok(FetchedKey::Active { id, material }),
            Restored::Namesakes(namesakes) => {
                let missing = KeyFault::Missing {
                    name: key.name.clone(),
                    id: key.id.clone(),
                    namesakes,
                };
                Err(Diagnosis::new(Stage::Session(error.stage), missing))
            }
        },
        Err(error) => Err(session.explain(error)),
    }
}

/// What there is of the name of a key that is gone.
pub(crate) enum Restored {
    /// The key itself, under another unique identifier.
    Key {
        /// The unique identifier.
        id: String,
        /// Its material.
        material: TokenKeyMaterial,
    },
    /// Keys that are not it.
    Namesakes(Vec<String>),
}

/// Looks for the key under another unique identifier: of its name, Active, and giving its signature. A
/// restore, a migration or an administrator makes such keys.
pub(crate) fn restored(session: &mut Session<'_>, key: &SealedKey) -> Result<Restored, Diagnosis> {
    let found = session.try_ask(|connection| connection.locate(&key.name));
    let mut namesakes = Vec::new();
    for id in found.unwrap_or_default().into_iter().take(MOST) {
        if id == key.id {
            continue;
        }
        let Ok(described) = Description::of(session, &id) else {
            continue;
        };
        // A search may find more than was asked for.
        if described.is_named(&key.name) == Some(false) {
            continue;
        }
        if described.state == State::Active
            && let Ok(material) = material(session, &id, &key.name)
            && material.signature() == key.signature
        {
            return Ok(Restored::Key { id, material });
        }
        namesakes.push(id);
    }
    Ok(Restored::Namesakes(namesakes))
}

/// The material of a key that is Active.
pub(crate) fn material(
    session: &mut Session<'_>,
    id: &str,
    name: &str,
) -> Result<TokenKeyMaterial, Diagnosis> {
    let stage = Stage::Session(SessionStage::Operation(Operation::Get));
    let (name, id_owned) = (name.to_owned(), id.to_owned());
    let bytes = match session.try_ask(|connection| connection.get(id)) {
        Ok(bytes) => bytes,
        Err(error) if is_withheld(&error) => {
            let fault = KeyFault::NotExportable { name, id: id_owned };
            return Err(Diagnosis::new(stage, fault));
        }
        Err(ClientError {
            cause: Cause::KeyForm(form),
            ..
        }) => {
            let fault = KeyFault::Form {
                name,
                id: id_owned,
                form,
            };
            return Err(Diagnosis::new(stage, fault));
        }
        Err(error) => return Err(session.explain(error)),
    };
    TokenKeyMaterial::from_bytes(&bytes).map_err(|reason| {
        let fault = KeyFault::Length {
            name,
            id: id_owned,
            reason,
        };
        Diagnosis::new(stage, fault)
    })
}

/// Whether the key manager keeps the material to itself.
fn is_withheld(error: &ClientError) -> bool {
    matches!(&error.cause, Cause::Failed(failure) if matches!(
        failure.reason,
        ResultReason::Sensitive | ResultReason::NotExtractable | ResultReason::KeyValueNotPresent
    ))
}
