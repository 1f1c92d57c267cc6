//! A request message: its header, and its items one after the other.

use pure_kmip::enums::{BatchErrorContinuationOption, ResultReason, ResultStatus};
use pure_kmip::operation::RequestPayload;
use pure_kmip::{
    Failure, ProtocolVersion, RequestItem, RequestMessage, ResponseItem, ResponseMessage,
};
use rusqlite::Connection;

use super::{Context, internal};
use crate::KeyManager;
use crate::error::KeyManagerError;
use crate::model::App;

/// The answer to a request of `app`. Everything is done in one transaction, which is committed before
/// there is an answer; an item that fails leaves nothing behind.
pub(crate) fn answer(
    manager: &KeyManager,
    app: &Result<App, Failure>,
    request: &RequestMessage,
) -> ResponseMessage {
    let now = manager.now();
    let version = request.header.version;
    if let Err(failure) = check_header(request) {
        let version = if version.is_supported() {
            version
        } else {
            ProtocolVersion::V1_4
        };
        return refusal(version, now, failure);
    }
    let app = match app {
        Ok(app) => app,
        Err(failure) => {
            let items = request
                .items
                .iter()
                .map(|item| response(item, Err(failure.clone())));
            return ResponseMessage {
                version,
                time_stamp: now,
                items: items.collect(),
            };
        }
    };
    let work = |db: &Connection| {
        let mut context = Context {
            manager,
            db,
            app,
            now,
            version,
            placeholder: None,
        };
        perform_all(&mut context, request).map_err(KeyManagerError::from)
    };
    let reads_only = request
        .items
        .iter()
        .all(|item| item.payload.as_ref().is_ok_and(only_reads));
    match if reads_only {
        manager.read(work)
    } else {
        manager.write(work)
    } {
        Ok(items) => ResponseMessage {
            version,
            time_stamp: now,
            items,
        },
        Err(error) => refusal(version, now, internal(error)),
    }
}

/// What a request as a whole has to be like.
fn check_header(request: &RequestMessage) -> Result<(), Failure> {
    let header = &request.header;
    if !header.version.is_supported() {
        let reason = if header.version.has_tagged_attributes() {
            ResultReason::UnsupportedProtocolVersion
        } else {
            ResultReason::InvalidMessage
        };
        return Err(Failure::new(
            reason,
            format!("KMIP {} is not supported.", header.version),
        ));
    }
    if header.asynchronous == Some(true) {
        let message = "Asynchronous operations are not supported.";
        return Err(Failure::new(ResultReason::FeatureNotSupported, message));
    }
    if usize::try_from(header.batch_count) != Ok(request.items.len()) || request.items.is_empty() {
        let message = "Batch Count is not the number of the items.";
        return Err(Failure::new(ResultReason::InvalidMessage, message));
    }
    if request.items.len() > 1 && request.items.iter().any(|item| item.id.is_none()) {
        let message = "Every item of a batch needs a Unique Batch Item ID.";
        return Err(Failure::new(ResultReason::InvalidMessage, message));
    }
    Ok(())
}

fn only_reads(payload: &RequestPayload) -> bool {
    matches!(
        payload,
        RequestPayload::Locate(_)
            | RequestPayload::Get(_)
            | RequestPayload::GetAttributes(_)
            | RequestPayload::GetAttributeList(_)
            | RequestPayload::Query(_)
            | RequestPayload::DiscoverVersions(_)
            | RequestPayload::Unknown(_)
    )
}

/// Does the items in their order. When one fails, the Batch Error Continuation Option says what
/// becomes of the others: by default the batch stops there.
fn perform_all(
    context: &mut Context<'_>,
    request: &RequestMessage,
) -> rusqlite::Result<Vec<ResponseItem>> {
    let db = context.db;
    let on_error = request
        .header
        .on_error
        .unwrap_or(BatchErrorContinuationOption::Stop);
    let mut responses: Vec<ResponseItem> = Vec::new();
    db.execute_batch("SAVEPOINT batch")?;
    for item in &request.items {
        db.execute_batch("SAVEPOINT item")?;
        let result = perform(context, item);
        let failed = result.is_err();
        if failed {
            db.execute_batch("ROLLBACK TO item")?;
        }
        db.execute_batch("RELEASE item")?;
        responses.push(response(item, result));
        match on_error {
            BatchErrorContinuationOption::Continue => {}
            _ if !failed => {}
            BatchErrorContinuationOption::Undo => {
                db.execute_batch("ROLLBACK TO batch")?;
                undo(&mut responses);
                break;
            }
            _ => break,
        }
    }
    db.execute_batch("RELEASE batch")?;
    Ok(responses)
}

fn perform(
    context: &mut Context<'_>,
    item: &RequestItem,
) -> Result<pure_kmip::operation::ResponsePayload, Failure> {
    if item.critical_extension {
        let message = "The message extension is not known.";
        return Err(Failure::new(ResultReason::FeatureNotSupported, message));
    }
    match &item.payload {
        Ok(payload) => context.perform(payload.clone()),
        Err((_, error)) => Err(Failure::new(
            ResultReason::InvalidMessage,
            error.to_string(),
        )),
    }
}

/// The items that were done before the one that failed are no longer.
fn undo(responses: &mut [ResponseItem]) {
    for response in responses
        .iter_mut()
        .filter(|response| response.result.is_ok())
    {
        response.result = Err(Failure {
            status: ResultStatus::OperationUndone,
            reason: ResultReason::OperationCanceledByRequester,
            message: Some("A later item of the batch failed.".to_owned()),
        });
    }
}

fn response(
    item: &RequestItem,
    result: Result<pure_kmip::operation::ResponsePayload, Failure>,
) -> ResponseItem {
    let operation = match &item.payload {
        Ok(payload) => payload.operation(),
        Err((operation, _)) => *operation,
    };
    ResponseItem {
        operation: Some(operation),
        id: item.id.clone(),
        result,
    }
}

/// The answer to a message that could not be taken as a whole.
pub(crate) fn refusal(version: ProtocolVersion, now: i64, failure: Failure) -> ResponseMessage {
    let item = ResponseItem {
        operation: None,
        id: None,
        result: Err(failure),
    };
    ResponseMessage {
        version,
        time_stamp: now,
        items: vec![item],
    }
}
