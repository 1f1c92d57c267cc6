//! The operations of the server, each listed once: Query, the version gate, the choice of the
//! transaction, and the dispatch follow from this table.

use kmip::enums::{Operation, ResultReason};
use kmip::operation::{RequestPayload, ResponsePayload, UnknownPayload};
use kmip::{Failure, ProtocolVersion};

use super::context::Context;
use crate::model::Permissions;

/// What an operation does to the database.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Reads,
    Writes,
}

/// An operation of the server.
struct Entry {
    operation: Operation,
    /// The version since which KMIP has it.
    since: ProtocolVersion,
    access: Access,
    perform: fn(&mut Context<'_>, RequestPayload) -> Result<ResponsePayload, Failure>,
}

impl Entry {
    /// What an app needs for it in the group of the object.
    fn permission(&self) -> Permissions {
        match (self.operation, self.access) {
            (Operation::Get, _) => Permissions::EXPORT,
            (_, Access::Writes) => Permissions::MANAGE,
            (_, Access::Reads) => Permissions::NONE,
        }
    }
}

/// An operation whose payload the codec knows.
macro_rules! typed {
    ($operation:ident, $since:ident, $access:ident, $handler:expr) => {
        Entry {
            operation: Operation::$operation,
            since: ProtocolVersion::$since,
            access: Access::$access,
            perform: |context, request| match request {
                RequestPayload::$operation(request) => Ok($handler(context, request)?.into()),
                other => Err(not_supported(context, other.operation())),
            },
        }
    };
}

/// An operation whose payload the codec leaves as it came: fields to fields.
macro_rules! fields {
    ($operation:ident, $since:ident, $access:ident, $handler:expr) => {
        Entry {
            operation: Operation::$operation,
            since: ProtocolVersion::$since,
            access: Access::$access,
            perform: |context, request| match request {
                RequestPayload::Unknown(UnknownPayload { operation, fields }) => {
                    let fields = $handler(context, fields)?;
                    Ok(ResponsePayload::Unknown(UnknownPayload {
                        operation,
                        fields,
                    }))
                }
                other => Err(not_supported(context, other.operation())),
            },
        }
    };
}

// A table, which reads best a line an operation.
#[rustfmt::skip]
const OPERATIONS: &[Entry] = &[
    typed!(Create, V1_0, Writes, Context::create),
    typed!(Register, V1_0, Writes, Context::register),
    typed!(ReKey, V1_0, Writes, Context::re_key),
    typed!(Locate, V1_0, Reads, Context::locate),
    fields!(Check, V1_0, Reads, Context::check),
    // The first Get of an object writes, which it finds out itself.
    typed!(Get, V1_0, Reads, Context::get),
    typed!(GetAttributes, V1_0, Reads, Context::get_attributes),
    typed!(GetAttributeList, V1_0, Reads, Context::get_attribute_list),
    typed!(AddAttribute, V1_0, Writes, Context::add_attribute),
    typed!(ModifyAttribute, V1_0, Writes, Context::modify_attribute),
    typed!(DeleteAttribute, V1_0, Writes, Context::delete_attribute),
    fields!(ObtainLease, V1_0, Reads, Context::obtain_lease),
    typed!(Activate, V1_0, Writes, Context::activate),
    typed!(Revoke, V1_0, Writes, Context::revoke),
    typed!(Destroy, V1_0, Writes, Context::destroy),
    typed!(Query, V1_0, Reads, |context: &mut Context<'_>, request| {
        Ok::<_, Failure>(context.query(&request, operations(context.version)))
    }),
    typed!(DiscoverVersions, V1_1, Reads, Context::discover_versions),
    fields!(Log, V2_0, Reads, Context::log),
    fields!(SetAttribute, V2_0, Writes, Context::set_attribute),
];

/// The operations that are done in that version.
fn operations(version: ProtocolVersion) -> impl Iterator<Item = Operation> {
    let known = OPERATIONS
        .iter()
        .filter(move |entry| entry.since <= version);
    known.map(|entry| entry.operation)
}

fn entry(operation: Operation) -> Option<&'static Entry> {
    OPERATIONS.iter().find(|entry| entry.operation == operation)
}

/// Whether an operation does without a transaction that may write. One that is not done at all does.
pub(super) fn only_reads(operation: Operation) -> bool {
    entry(operation).is_none_or(|entry| entry.access == Access::Reads)
}

/// Does what is asked for.
pub(super) fn perform(
    context: &mut Context<'_>,
    request: RequestPayload,
) -> Result<ResponsePayload, Failure> {
    let operation = request.operation();
    match entry(operation).filter(|entry| entry.since <= context.version) {
        Some(entry) => {
            context.permission = entry.permission();
            (entry.perform)(context, request)
        }
        None => Err(not_supported(context, operation)),
    }
}

fn not_supported(context: &Context<'_>, operation: Operation) -> Failure {
    let message = match entry(operation) {
        Some(entry) if entry.since > context.version => {
            format!("{operation} is part of KMIP {} and later.", entry.since)
        }
        _ => format!("{operation} is not supported."),
    };
    Failure::new(ResultReason::OperationNotSupported, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_listed_once() {
        for (index, entry) in OPERATIONS.iter().enumerate() {
            let mut others = OPERATIONS[..index].iter();
            assert!(others.all(|other| other.operation != entry.operation));
        }
    }

    #[test]
    fn versions_have_their_operations() {
        let has = |operation, version| operations(version).any(|it| it == operation);
        assert!(!has(Operation::DiscoverVersions, ProtocolVersion::V1_0));
        assert!(has(Operation::DiscoverVersions, ProtocolVersion::V1_1));
        assert!(!has(Operation::SetAttribute, ProtocolVersion::V1_4));
        assert!(has(Operation::SetAttribute, ProtocolVersion::V2_0));
    }
}
