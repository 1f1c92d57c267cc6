//! What a key is known by: its name and the array's own attributes, or its signature; never by an
//! identifier alone, which is a hint.

use std::fmt;

use aws_lc_rs::digest;
use kmip::Attribute;
use kmip::enums::State;
use kmip::ttlv::{Tag, Value};

use super::{Session, is_missing};
use crate::noun::kmip_server::diagnosis::Diagnosis;
use crate::noun::kmip_server::material::{Signature, TokenKeyMaterial};
use kmip::client::{Cause, ClientError};

/// The attribute that says whose key it is: the array's UUID. Set when the key is created.
pub(super) const OWNER: &str = "x-purity-array";
/// The attribute that says that the key has come into use: a number that only the array that set it
/// knows, so that an older copy of the array cannot destroy the key.
pub(super) const IN_USE: &str = "x-purity-in-use";

/// What proves that a key gives a signature, and does not tell the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyProof(String);

impl KeyProof {
    /// Of the key of that name that gives `signature`.
    pub(crate) fn of(name: &str, signature: &Signature) -> Self {
        let text = format!("key no longer used: {name}: {signature}");
        Self(hex::encode(digest::digest(
            &digest::SHA256,
            text.as_bytes(),
        )))
    }

    /// As the database keeps it.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// As the database keeps it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(&self, name: &str, material: &TokenKeyMaterial) -> bool {
        *self == Self::of(name, &material.signature())
    }
}

/// A key that the array made, and what it can prove it by.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Its name.
    pub(crate) name: String,
    /// Its unique identifier, where the key manager has told it.
    pub(crate) id: Option<String>,
    /// The array's UUID.
    pub(crate) owner: String,
    /// What it is marked with as in use, when that is this very array's doing.
    pub(crate) mark: Option<String>,
    /// The proof of a key that was in use and is not any more.
    pub(crate) proof: Option<KeyProof>,
}

/// What a key manager says of a key.
#[derive(Clone, Debug)]
pub(super) struct Description {
    pub(super) state: State,
    pub(super) names: Vec<String>,
    owner: Option<String>,
    mark: Option<String>,
}

impl Description {
    /// What the key manager says of the object `id`.
    pub(super) fn of(session: &mut Session<'_>, id: &str) -> Result<Self, ClientError> {
        let wanted = ["State", "Name", OWNER, IN_USE];
        // Some refuse to be asked for attributes that they do not know, and some to be asked for all.
        let mut asked = session.try_ask(|connection| connection.get_attributes(id, &wanted));
        for names in [&[][..], &["State"][..]] {
            if !is_refused(&asked) {
                break;
            }
            asked = session.try_ask(|connection| connection.get_attributes(id, names));
        }
        let attributes = asked?;
        let state = attributes.iter().find(|attribute| attribute.is(Tag::STATE));
        let state = match state.and_then(|state| state.value.as_enumeration()) {
            Some(code) => State::from_code(code),
            None => session.try_ask(|connection| connection.state(id))?,
        };
        let text = |name: &str| {
            let found = attributes.iter().find(|attribute| attribute.name == name);
            found
                .and_then(|found| found.value.as_text())
                .map(str::to_owned)
        };
        let names = attributes
            .iter()
            .filter(|attribute| attribute.is(Tag::NAME));
        Ok(Self {
            state,
            names: names
                .filter_map(|name| name.as_object_name().map(str::to_owned))
                .collect(),
            owner: text(OWNER),
            mark: text(IN_USE),
        })
    }

    /// Whether it has that name; `None` when the key manager does not tell names.
    pub(super) fn is_named(&self, name: &str) -> Option<bool> {
        (!self.names.is_empty()).then(|| self.names.iter().any(|known| known == name))
    }

    /// Whether name and attribute say that it is the key of that name which the array made.
    fn is_marked_as(&self, name: &str, owner: &str) -> bool {
        self.is_named(name) == Some(true) && self.owner.as_deref() == Some(owner)
    }

    /// Whether what the key manager says of the object that it has just created contradicts that it is
    /// the new key: another array's, or one of another name. Some change the case of names, add to them
    /// or cut them.
    pub(super) fn is_another(&self, name: &str, owner: &str) -> bool {
        if let Some(known) = &self.owner {
            return known != owner;
        }
        let wanted = name.to_lowercase();
        let is_like = |known: &String| {
            let known = known.to_lowercase();
            known.contains(&wanted) || (known.len() >= 8 && wanted.starts_with(&known))
        };
        !self.names.is_empty() && !self.names.iter().any(is_like)
    }

    pub(super) fn is_destroyed(&self) -> bool {
        matches!(self.state, State::Destroyed | State::DestroyedCompromised)
    }
}

fn is_refused<T>(asked: &Result<T, ClientError>) -> bool {
    matches!(asked, Err(error) if matches!(error.cause, Cause::Failed(_)) && !is_missing(error))
}

/// Whether a key may be destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It is the array's, and nothing is locked with it.
    Ours,
    /// It is the array's, and destroyed.
    Gone,
    /// It is not shown to be the array's.
    Unproven,
    /// It is the array's, and it may have come into use.
    MayBeInUse,
}

impl Claim {
    /// Judges the object `id`. `is_proven` tells whether its material gives the proof; it is asked only
    /// where nothing else decides.
    pub(super) fn judge(
        &self,
        id: &str,
        found: &Description,
        is_proven: impl FnOnce(&KeyProof) -> Result<bool, Diagnosis>,
    ) -> Result<Judgement, Diagnosis> {
        let by_attribute = found.is_marked_as(&self.name, &self.owner);
        let is_meant = self.id.as_deref() == Some(id);
        let has_name = found.is_named(&self.name);
        if found.is_destroyed() {
            let is_it = by_attribute || has_name == Some(true) || (is_meant && has_name.is_none());
            return Ok(if is_it {
                Judgement::Gone
            } else {
                Judgement::Unproven
            });
        }
        if let Some(proof) = &self.proof {
            // The material of a key that goes by another name is none of the array's business.
            let is_ours =
                by_attribute || ((is_meant || has_name == Some(true)) && is_proven(proof)?);
            return Ok(if is_ours {
                Judgement::Ours
            } else {
                Judgement::Unproven
            });
        }
        if !by_attribute {
            return Ok(Judgement::Unproven);
        }
        let is_known = self.mark.is_some() && found.mark == self.mark;
        let was_never_active = found.state == State::PreActive && found.mark.is_none();
        Ok(if is_known || was_never_active {
            Judgement::Ours
        } else {
            Judgement::MayBeInUse
        })
    }

    /// Whether the material of the object `id` gives that proof.
    pub(super) fn is_proven(
        &self,
        proof: &KeyProof,
        session: &mut Session<'_>,
        id: &str,
    ) -> Result<bool, Diagnosis> {
        match session.try_ask(|connection| connection.get(id)) {
            Ok(bytes) => Ok(TokenKeyMaterial::from_bytes(&bytes)
                .is_ok_and(|material| proof.fits(&self.name, &material))),
            Err(error) if matches!(error.cause, Cause::Failed(_) | Cause::KeyForm(_)) => Ok(false),
            Err(error) => Err(session.explain(error)),
        }
    }
}

/// The attribute of that name.
pub(super) fn text_attribute(name: &str, value: &str) -> Attribute {
    Attribute::new(name, Value::TextString(value.to_owned()))
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ours => "the array's",
            Self::Gone => "destroyed",
            Self::Unproven => "not shown to be the array's",
            Self::MayBeInUse => "marked as in use by the array",
        })
    }
}

#[cfg(test)]
mod tests;
