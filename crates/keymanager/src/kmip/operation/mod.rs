//! What the KMIP server does for a client: one file an operation, one dispatcher.

mod activate;
mod add_attribute;
mod attribute_rules;
mod batch;
mod check;
mod create;
mod delete_attribute;
mod destroy;
mod discover_versions;
mod get;
mod get_attributes;
mod locate;
mod modify_attribute;
mod query;
mod re_key;
mod refusal;
mod register;
mod revoke;
mod set_attribute;
mod template;

use pure_kmip::enums::{Operation, ResultReason};
use pure_kmip::operation::{RequestPayload, ResponsePayload, UnknownPayload};
use pure_kmip::{Failure, ProtocolVersion};
use rusqlite::Connection;

pub(crate) use batch::{answer, refusal};
pub(crate) use refusal::internal;

use crate::KeyManager;
use crate::attributes::View;
use crate::model::key::row_of;
use crate::model::{App, KeyRow};
use refusal::Reasons;

/// What an operation works with.
struct Context<'a> {
    manager: &'a KeyManager,
    db: &'a Connection,
    app: &'a App,
    /// Seconds since 1970 UTC.
    now: i64,
    version: ProtocolVersion,
    /// The object that an earlier operation of the batch has made or found (KMIP 1.4, section 4).
    placeholder: Option<String>,
    /// Whether the transaction may write.
    writable: bool,
    /// Whether something could not be written, so that all has to be done again in one that may.
    needs_write: bool,
}

/// The operations, and the version since which KMIP has each.
const OPERATIONS: &[(Operation, ProtocolVersion)] = &[
    (Operation::Create, ProtocolVersion::V1_0),
    (Operation::Register, ProtocolVersion::V1_0),
    (Operation::ReKey, ProtocolVersion::V1_0),
    (Operation::Locate, ProtocolVersion::V1_0),
    (Operation::Check, ProtocolVersion::V1_0),
    (Operation::Get, ProtocolVersion::V1_0),
    (Operation::GetAttributes, ProtocolVersion::V1_0),
    (Operation::GetAttributeList, ProtocolVersion::V1_0),
    (Operation::AddAttribute, ProtocolVersion::V1_0),
    (Operation::ModifyAttribute, ProtocolVersion::V1_0),
    (Operation::DeleteAttribute, ProtocolVersion::V1_0),
    (Operation::Activate, ProtocolVersion::V1_0),
    (Operation::Revoke, ProtocolVersion::V1_0),
    (Operation::Destroy, ProtocolVersion::V1_0),
    (Operation::Query, ProtocolVersion::V1_0),
    (Operation::DiscoverVersions, ProtocolVersion::V1_1),
    (Operation::SetAttribute, ProtocolVersion::V2_0),
];

/// The operations that are done in that version.
fn operations(version: ProtocolVersion) -> impl Iterator<Item = Operation> {
    let known = OPERATIONS
        .iter()
        .filter(move |(_, since)| *since <= version);
    known.map(|(operation, _)| *operation)
}

impl Context<'_> {
    /// Does what is asked for.
    fn perform(&mut self, request: RequestPayload) -> Result<ResponsePayload, Failure> {
        let operation = request.operation();
        if !operations(self.version).any(|known| known == operation) {
            return Err(Failure::new(
                ResultReason::OperationNotSupported,
                format!("{operation} is not supported in KMIP {}.", self.version),
            ));
        }
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
            RequestPayload::Unknown(request) => self.perform_other(request)?,
            _ => return Err(not_supported(operation)),
        })
    }

    /// The operations that the codec leaves as they came.
    fn perform_other(&mut self, request: UnknownPayload) -> Result<ResponsePayload, Failure> {
        let UnknownPayload { operation, fields } = request;
        let fields = match operation {
            Operation::Check => self.check(fields)?,
            Operation::SetAttribute => self.set_attribute(fields)?,
            _ => return Err(not_supported(operation)),
        };
        Ok(ResponsePayload::Unknown(UnknownPayload {
            operation,
            fields,
        }))
    }

    /// The object that a request is about: of its Unique Identifier, or of the ID Placeholder. Objects
    /// of groups that the app is not in are none for it.
    fn object(&self, id: Option<String>) -> Result<KeyRow, Failure> {
        let Some(id) = id.or_else(|| self.placeholder.clone()) else {
            let reason = "There is no Unique Identifier, and no ID Placeholder in this batch.";
            return Err(Failure::new(ResultReason::InvalidMessage, reason));
        };
        let key = row_of(self.db, &id).map_err(internal)?;
        key.filter(|key| self.app.sees(&key.group_id))
            .ok_or_else(|| {
                let message = format!("Could not locate object: {id}");
                Failure::new(ResultReason::ItemNotFound, message)
            })
    }

    /// The object as the client's version sees it.
    fn view<'b>(&'b self, key: &'b KeyRow) -> View<'b> {
        View {
            db: self.db,
            master_key: self.manager.master_key(),
            key,
            now: self.now,
            version: self.version,
        }
    }

    fn reasons(&self) -> Reasons {
        Reasons(self.version)
    }
}

fn not_supported(operation: Operation) -> Failure {
    let message = format!("{operation} is not supported.");
    Failure::new(ResultReason::OperationNotSupported, message)
}
