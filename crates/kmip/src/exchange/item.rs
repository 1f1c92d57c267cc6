//! Whether an item of a response is the one to an item of the request.

use super::error::ExchangeError;
use crate::enums::Operation;
use crate::message::ResponseItem;
use crate::version::ProtocolVersion;

/// Checks an item of a response in `told` to an operation with that Unique Batch Item ID, which was asked
/// for in `asked`.
pub(super) fn check(
    item: &ResponseItem,
    operation: Operation,
    id: &[u8],
    told: ProtocolVersion,
    asked: ProtocolVersion,
) -> Result<(), ExchangeError> {
    let unexpected = |reason| Err(ExchangeError::UnexpectedResponse(reason));
    // A server that could not read the request may repeat neither operation nor number.
    let unread = item.result.is_err();
    if item.operation != Some(operation) && !(unread && item.operation.is_none()) {
        return unexpected("it is of another operation");
    }
    if item.id.as_deref().is_some_and(|repeated| repeated != id) {
        return unexpected("it has another batch item id");
    }
    // A server that cannot write in the version of the request refuses in its own, or reports its own.
    let tells_version = unread || operation == Operation::DiscoverVersions;
    if told > asked && !tells_version {
        return unexpected("it is of a newer version of KMIP");
    }
    Ok(())
}
