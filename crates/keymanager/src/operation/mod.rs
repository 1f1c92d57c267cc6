//! What the KMIP server does for a client: one file an operation, one dispatcher.

mod activate;
mod attribute_changes;
mod batch;
mod create;
mod destroy;
mod discover_versions;
mod get;
mod get_attributes;
mod locate;
mod query;
mod re_key;
mod register;
mod revoke;
mod template;

use pure_kmip::enums::{Operation, ResultReason, State};
use pure_kmip::operation::{RequestPayload, ResponsePayload};
use pure_kmip::{Failure, ProtocolVersion};
use rusqlite::Connection;

pub(crate) use batch::{answer, refusal};

use crate::KeyManager;
use crate::error::KeyManagerError;
use crate::model::{App, KeyRow, row_of};

/// What an operation works with.
pub(crate) struct Context<'a> {
    pub(crate) manager: &'a KeyManager,
    pub(crate) db: &'a Connection,
    pub(crate) app: &'a App,
    pub(crate) now: i64,
    pub(crate) version: ProtocolVersion,
    /// The object that the last operation of the batch was about (KMIP 1.4, section 4).
    pub(crate) placeholder: Option<String>,
}

/// The operations, as Query tells them.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::Create,
    Operation::Register,
    Operation::ReKey,
    Operation::Locate,
    Operation::Get,
    Operation::GetAttributes,
    Operation::GetAttributeList,
    Operation::AddAttribute,
    Operation::ModifyAttribute,
    Operation::DeleteAttribute,
    Operation::Activate,
    Operation::Revoke,
    Operation::Destroy,
    Operation::Query,
    Operation::DiscoverVersions,
];

impl Context<'_> {
    /// Does what is asked for.
    pub(crate) fn perform(&mut self, request: RequestPayload) -> Result<ResponsePayload, Failure> {
        Ok(match request {
            RequestPayload::Create(request) => self.create(request)?.into(),
            RequestPayload::Register(request) => self.register(request)?.into(),
            RequestPayload::ReKey(request) => self.re_key(request)?.into(),
            RequestPayload::Locate(request) => self.locate(&request)?.into(),
            RequestPayload::Get(request) => self.get(request)?.into(),
            RequestPayload::GetAttributes(request) => self.get_attributes(request)?.into(),
            RequestPayload::GetAttributeList(request) => self.get_attribute_list(request)?.into(),
            RequestPayload::AddAttribute(request) => self.add_attribute(request)?.into(),
            RequestPayload::ModifyAttribute(request) => self.modify_attribute(request)?.into(),
            RequestPayload::DeleteAttribute(request) => self.delete_attribute(request)?.into(),
            RequestPayload::Activate(request) => self.activate(request)?.into(),
            RequestPayload::Revoke(request) => self.revoke(request)?.into(),
            RequestPayload::Destroy(request) => self.destroy(request)?.into(),
            RequestPayload::Query(request) => self.query(&request).into(),
            RequestPayload::DiscoverVersions(request) => {
                discover_versions::discover_versions(request).into()
            }
            RequestPayload::Unknown(unknown) => {
                let operation = unknown.operation;
                return Err(Failure::new(
                    ResultReason::OperationNotSupported,
                    format!("{operation} is not supported."),
                ));
            }
        })
    }

    /// The object that a request is about: of its Unique Identifier, or of the ID Placeholder. Objects
    /// of groups that the app is not in are none for it.
    fn object(&mut self, id: Option<String>) -> Result<KeyRow, Failure> {
        let Some(id) = id.or_else(|| self.placeholder.clone()) else {
            let reason = "There is no Unique Identifier, and no ID Placeholder in this batch.";
            return Err(Failure::new(ResultReason::InvalidMessage, reason));
        };
        let key = row_of(self.db, &id).map_err(internal)?;
        match key.filter(|key| key.group_id == self.app.group_id) {
            Some(key) => {
                self.placeholder = Some(id);
                Ok(key)
            }
            None => Err(Failure::new(
                ResultReason::ItemNotFound,
                format!("Could not locate object: {id}"),
            )),
        }
    }

    fn state(&self, key: &KeyRow) -> State {
        key.state_at(self.now)
    }

    /// The refusal of what the object's state does not allow.
    fn wrong_state(&self, message: impl Into<String>) -> Failure {
        let reason = if self.version.has_tagged_attributes() {
            ResultReason::WrongKeyLifecycleState
        } else {
            ResultReason::PermissionDenied
        };
        Failure::new(reason, message)
    }
}

/// A failure of the key manager itself: the client learns no more.
pub(crate) fn internal(error: impl Into<KeyManagerError>) -> Failure {
    let error = error.into();
    tracing::error!(%error, "an operation failed");
    Failure::new(ResultReason::GeneralFailure, "The key manager failed.")
}

/// A field that does not say what it should.
fn invalid_field(message: impl Into<String>) -> Failure {
    Failure::new(ResultReason::InvalidField, message)
}
