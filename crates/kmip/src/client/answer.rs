//! An answer as it came, without any I/O.

use super::error::Cause;
use crate::enums::Operation;
use crate::message::{ResponseItem, ResponseMessage};
use crate::operation::Request;
use crate::ttlv::Limits;
use crate::version::ProtocolVersion;

/// What the client takes of a server at most.
pub(super) const LIMITS: Limits = Limits::DEFAULT;

/// What a server has answered to a request `R` with that batch item id, written in `version`. Any bytes
/// may be given.
///
/// # Errors
/// When it is no KMIP message, does not fit the request, or says that the operation was not done.
pub fn read_answer<R: Request>(
    bytes: &[u8],
    id: &[u8],
    version: ProtocolVersion,
) -> Result<R::Response, Cause> {
    let answer = ResponseMessage::decode(bytes, &LIMITS).map_err(Cause::Malformed)?;
    let item = fitting(answer, R::OPERATION, id, version)?;
    let payload = item.result.map_err(Cause::Failed)?;
    R::Response::try_from(payload).map_err(|_| Cause::Unfitting("it is of another operation"))
}

/// The one item of an answer that fits the request.
fn fitting(
    answer: ResponseMessage,
    operation: Operation,
    id: &[u8],
    version: ProtocolVersion,
) -> Result<ResponseItem, Cause> {
    let mut items = answer.items.into_iter();
    let (Some(item), None) = (items.next(), items.next()) else {
        return Err(Cause::Unfitting("it has not exactly one item"));
    };
    // A server that could not read the request may repeat neither operation nor number.
    let unread = item.result.is_err();
    if item.operation != Some(operation) && !(unread && item.operation.is_none()) {
        return Err(Cause::Unfitting("it is of another operation"));
    }
    if item.id.as_deref().is_some_and(|answered| answered != id) {
        return Err(Cause::Unfitting("it has another batch item id"));
    }
    // A server that cannot write in the version of the request refuses in its own, or tells its own.
    let tells_version = unread || operation == Operation::DiscoverVersions;
    if answer.version > version && !tells_version {
        return Err(Cause::Unfitting("it is of a newer version of KMIP"));
    }
    Ok(item)
}
