//! What the security token really says, asked once; and what would be said in other events.

use jiff::Timestamp;

use super::sealed_copy::SealedCopy;
use crate::ground::{Array, Explain, Message};
use crate::key::Seal;
use crate::lifecycle::archive::ArchiveError;
use crate::noun::kmip_server::diagnosis::{Diagnosis, OwnFault, Stage};
use crate::noun::kmip_server::{Answer, FetchedKey, KmipServer, TokenKeyMaterial};
use crate::noun::token::{self, Kind, Token, TokenError};
use crate::operation::unlock_with;

/// What the security token says.
pub(super) enum Reality<'a> {
    /// There is none.
    NoToken,
    /// It is a smart card, which is in the port of the array itself.
    Card(&'a Array, Box<Token>),
    /// It is a key on a KMIP server.
    Kmip(Box<OnServer>),
}

/// A key on a KMIP server, and what its URIs say of it.
pub(super) struct OnServer {
    pub(super) token: Token,
    pub(super) server: KmipServer,
    pub(super) answers: Vec<Answer>,
    /// The array's certificate.
    pub(super) own: OwnCertificate,
}

/// The array's certificate.
pub(super) struct OwnCertificate {
    pub(super) name: crate::ground::ObjectName,
    pub(super) to: Timestamp,
}

impl<'a> Reality<'a> {
    /// Asks.
    pub(super) fn of(array: &'a Array, copy: &SealedCopy) -> Result<Self, ArchiveError> {
        let Some(token) = token::token(array)? else {
            return Ok(Self::NoToken);
        };
        let Kind::Kmip(server) = token.kind.clone() else {
            return Ok(Self::Card(array, Box::new(token)));
        };
        let asked = token::ask_each(&copy.array(None)?, &server, &token);
        let (answers, own) = asked.map_err(ArchiveError::from)?;
        Ok(Self::Kmip(Box::new(OnServer {
            own: OwnCertificate {
                name: server.certificate.clone(),
                to: own.to,
            },
            token,
            server: *server,
            answers,
        })))
    }

    /// What the token gives now.
    pub(super) fn seal(&self) -> Result<Seal, TokenError> {
        match self {
            Self::NoToken => Ok(Seal::None),
            Self::Card(array, token) => {
                token::ask_card(array, token).map(|material| token::seal(&material))
            }
            Self::Kmip(on) => on.seal(&on.answers),
        }
    }
}

impl OnServer {
    /// What the token gives when its URIs say that.
    pub(super) fn seal(&self, answers: &[Answer]) -> Result<Seal, TokenError> {
        let material = token::judge_answers(&self.server, &self.token, answers)?;
        Ok(token::seal(&material))
    }

    /// The answers, each as `change` makes it.
    pub(super) fn changed(
        &self,
        change: impl Fn(&Answer) -> Result<FetchedKey, Diagnosis>,
    ) -> Vec<Answer> {
        let each = self.answers.iter().map(|answer| Answer {
            fetched: change(answer),
            ..answer.clone()
        });
        each.collect()
    }

    /// The answers of those URIs that give the key, each as `change` makes it; the others as they are.
    pub(super) fn where_there(
        &self,
        change: impl Fn(&str, &TokenKeyMaterial) -> Result<FetchedKey, Diagnosis>,
    ) -> Vec<Answer> {
        self.changed(|answer| match &answer.fetched {
            Ok(FetchedKey::Active { id, material }) => change(id, material),
            other => other.clone(),
        })
    }

    /// What the URIs say to an array whose clock shows that time. Those that could not be reached are not
    /// asked again. The key manager judges the array's certificate by its own clock: that it refuses an
    /// expired one is computed.
    pub(super) fn asked_at(
        &self,
        array: &Array,
        has_expired: bool,
    ) -> Result<Vec<Answer>, TokenError> {
        if has_expired {
            let expired = OwnFault::Expired {
                name: self.own.name.clone(),
                to: self.own.to,
            };
            return Ok(self.changed(|_| Err(Diagnosis::new(Stage::Certificate, expired.clone()))));
        }
        if self.answers.iter().all(|answer| answer.chain.is_empty()) {
            return Ok(self.answers.clone());
        }
        Ok(token::ask_each(array, &self.server, &self.token)?.0)
    }
}

/// Whether that array unlocks with what `ask` gives: why not.
pub(super) fn judge(
    array: &Array,
    ask: impl FnOnce() -> Result<Seal, TokenError>,
) -> Result<(), Message> {
    let unlocked = unlock_with(array, ask);
    unlocked.map(drop).map_err(|error| error.message())
}
