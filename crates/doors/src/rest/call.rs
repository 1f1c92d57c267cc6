//! A request of somebody who is known.

use std::cell::RefCell;

use axum::http::{Method, StatusCode};
use pure_core::certificate::Certificate;
use pure_core::user::{User, UserName};
use pure_core::{Bench, Context, ObjectName, Purity, Users};
use serde::de::DeserializeOwned;

use super::credential::Credential;
use super::query::Query;
use super::refusal::Refusal;
use crate::door::Door;
use crate::version::{RestVersion, two};

/// A request that came in by a door, of a user who has logged in there.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// Where it came in.
    pub(super) door: &'a Door,
    /// Who asks.
    pub(super) user: User,
    /// By what that is known.
    pub(super) credential: Credential<'a>,
    /// In which version.
    pub(super) version: RestVersion,
    /// How.
    pub(super) method: Method,
    /// For which object, in paths of REST 1.
    pub(super) object: Option<&'a str>,
    /// For what in particular.
    pub(super) query: Query,
    /// With what.
    pub(super) body: &'a [u8],
    /// The array as it was opened to see who asks, for the first who needs it.
    pub(super) opened: RefCell<Option<Users>>,
}

impl Call<'_> {
    /// For whom core does it.
    pub(super) fn context(&self) -> Context {
        self.door.context_of(Some(&self.user.name))
    }

    /// The array, on or locked.
    pub(super) fn purity(&self) -> Result<Purity, Refusal> {
        match self.opened.take() {
            Some(users) => Ok(users.into_purity()?),
            None => Ok(Purity::open(&self.context())?),
        }
    }

    /// What surrounds the array.
    pub(super) fn bench(&self) -> Result<Bench, Refusal> {
        Ok(Bench::open(&self.context())?)
    }

    /// The users of the array.
    pub(super) fn users(&self) -> Result<Users, Refusal> {
        match self.opened.take() {
            Some(users) => Ok(users),
            None => Ok(self.door.users(Some(&self.user.name))?),
        }
    }

    /// Whether it is in that version of REST 2 or a newer one.
    pub(super) fn is_since(&self, minor: u8) -> bool {
        self.version >= two(minor)
    }

    /// The body as JSON; an empty one has nothing in it.
    pub(super) fn json<T: DeserializeOwned + Default>(&self) -> Result<T, Refusal> {
        let text = self.body.trim_ascii();
        if text.is_empty() || text == b"null" {
            return Ok(T::default());
        }
        let invalid = |error: serde_json::Error| {
            // Not what it quotes: that may be a private key.
            let at = format!("line {} column {}", error.line(), error.column());
            Refusal::invalid("", format!("Invalid JSON in the request's body, at {at}."))
        };
        serde_json::from_slice(text).map_err(invalid)
    }

    /// The names of the objects that are meant; there is at least one.
    pub(super) fn names(&self) -> Result<Vec<ObjectName>, Refusal> {
        let names = self.query.names.as_deref().unwrap_or_default();
        if names.is_empty() {
            return Err(Refusal::parameter("names"));
        }
        names.iter().map(|name| object_name(name)).collect()
    }

    /// The name of the object that is meant.
    pub(super) fn name(&self) -> Result<ObjectName, Refusal> {
        let mut names = self.names()?;
        match (names.pop(), names.is_empty()) {
            (Some(name), true) => Ok(name),
            _ => Err(Refusal::parameter("names")),
        }
    }

    /// The names of the users that are meant; there is at least one.
    pub(super) fn user_names(&self) -> Result<Vec<UserName>, Refusal> {
        let names = self.query.names.as_deref().unwrap_or_default();
        if names.is_empty() {
            return Err(Refusal::parameter("names"));
        }
        let read = |name: &String| {
            let parsed = name.parse::<UserName>();
            parsed.map_err(|reason| Refusal::invalid(name, reason.to_string()))
        };
        names.iter().map(read).collect()
    }

    /// Refuses whoever is not an array administrator.
    pub(super) fn require_administrator(&self) -> Result<(), Refusal> {
        if self.user.role.may_administer() {
            Ok(())
        } else {
            Err(Refusal::role())
        }
    }
}

/// A name in a request.
pub(super) fn object_name(text: &str) -> Result<ObjectName, Refusal> {
    let parsed = text.parse::<ObjectName>();
    parsed.map_err(|reason| Refusal::new(StatusCode::BAD_REQUEST, text, reason.to_string()))
}

/// The certificate of that name.
pub(super) fn certificate(purity: &Purity, name: &str) -> Result<Certificate, Refusal> {
    Ok(purity.certificate(&object_name(name)?)?)
}
