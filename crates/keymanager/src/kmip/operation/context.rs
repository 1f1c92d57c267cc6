//! What an operation works with.

use std::cell::RefCell;

use kmip::enums::ResultReason;
use kmip::{Failure, ProtocolVersion};

use super::refusal::{Reasons, internal};
use crate::kmip::attributes::View;
use crate::model::{App, Event, Faults, KeyManager, KeyRow, Origin, Permissions, Turn};
use crate::store::Tx;

/// What an item without a Unique Identifier is about (KMIP 1.4, section 4).
pub(super) enum Placeholder {
    /// Nothing yet, or several objects.
    None,
    /// A Locate found nothing.
    NothingFound,
    /// The object that was made or found last.
    Object(String),
}

/// What an operation works with.
pub(super) struct Context<'a> {
    pub(super) manager: &'a KeyManager,
    pub(super) tx: Tx<'a>,
    pub(super) app: &'a App,
    /// Seconds since 1970 UTC.
    pub(super) now: i64,
    pub(super) version: ProtocolVersion,
    /// The object that an earlier operation of the batch has made or found (KMIP 1.4, section 4).
    pub(super) placeholder: Placeholder,
    /// Whose turn it was among the members of a group.
    pub(super) turn: Option<Turn>,
    /// Whether something could not be written, so that all has to be done again in a transaction that
    /// may.
    pub(super) needs_write: bool,
    /// The faults that the request meets.
    pub(super) faults: &'a Faults,
    /// Where it came from.
    pub(super) origin: Origin,
    /// What the app needs in the group of the object for the operation that is being done.
    pub(super) permission: Permissions,
    /// The object that the operation has come across, and its group: for the log.
    pub(super) touched: RefCell<Option<(String, String)>>,
    /// What was done and refused.
    pub(super) events: Vec<Event>,
}

impl Context<'_> {
    /// The object that a request is about: of its Unique Identifier, or of the ID Placeholder. Objects
    /// of groups that the app is not in do not exist for it.
    pub(super) fn object(&self, id: Option<String>) -> Result<KeyRow, Failure> {
        self.object_for(id, self.permission)
    }

    /// The same, for which the app needs that permission.
    pub(super) fn object_for(
        &self,
        id: Option<String>,
        permission: Permissions,
    ) -> Result<KeyRow, Failure> {
        let id = match (id, &self.placeholder) {
            (Some(id), _) => id,
            (None, Placeholder::Object(id)) => id.clone(),
            (None, Placeholder::NothingFound) => {
                let message = "Nothing was found before in this batch.".to_owned();
                return Err(self.reasons().unknown_object(message));
            }
            (None, Placeholder::None) => {
                let reason = "There is no Unique Identifier, and no ID Placeholder in this batch.";
                return Err(Failure::new(ResultReason::InvalidMessage, reason));
            }
        };
        let key = self.tx.key(&id).map_err(internal)?;
        let key = key
            .filter(|key| self.app.sees(&key.group_id) && self.is_known_here(&key.id))
            .ok_or_else(|| {
                let message = format!("Could not locate object: {id}");
                self.reasons().unknown_object(message)
            })?;
        self.touch(&key);
        self.require(permission, &key.group_id)?;
        Ok(key)
    }

    /// Notes for the log which object it is about.
    pub(super) fn touch(&self, key: &KeyRow) {
        let touched = (key.id.clone(), key.group_id.clone());
        self.touched.replace(Some(touched));
    }

    /// Refuses what the app may not do with keys of the group.
    pub(super) fn require(&self, permission: Permissions, group: &str) -> Result<(), Failure> {
        if self.app.may(permission, group) {
            return Ok(());
        }
        let message = "The permissions of the app in the group of the object do not allow that.";
        Err(Failure::new(ResultReason::PermissionDenied, message))
    }

    /// The object as the client's version sees it.
    pub(super) fn view<'b>(&'b self, key: &'b KeyRow) -> View<'b> {
        View {
            tx: self.tx,
            master_key: self.manager.master_key(),
            key,
            now: self.now,
            version: self.version,
        }
    }

    pub(super) fn reasons(&self) -> Reasons {
        Reasons(self.version)
    }
}
