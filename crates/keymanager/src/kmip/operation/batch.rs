//! A request message: its header, and its items one after the other.

use pure_kmip::enums::{BatchErrorContinuationOption, Operation, ResultReason, ResultStatus};
use pure_kmip::operation::{RequestPayload, ResponsePayload};
use pure_kmip::{
    Failure, ProtocolVersion, RequestItem, RequestMessage, ResponseItem, ResponseMessage,
};
use rusqlite::Connection;

use super::{Context, internal};
use crate::KeyManager;
use crate::error::KeyManagerError;
use crate::model::App;

/// Why a transaction is undone.
enum Undone {
    /// The answer has so many bytes, and the client does not take so many.
    TooLong(usize),
    /// It has to be done again in a transaction that may write.
    NeedsWrite,
    /// The key manager failed.
    Failed(KeyManagerError),
}

impl From<KeyManagerError> for Undone {
    fn from(error: KeyManagerError) -> Self {
        Self::Failed(error)
    }
}

impl KeyManager {
    /// The answer to a request of an app that was identified by other means than a TLS session. What
    /// it says is on the device.
    pub fn answer(&self, app: &App, request: &RequestMessage) -> ResponseMessage {
        answer(self, |_| Ok(app.clone()), request)
    }
}

/// The answer to a request of the app that `who` finds. Everything is done in one transaction, which is
/// committed before there is an answer; an item that fails leaves nothing behind, nor does a batch
/// whose answer the client does not take.
pub(crate) fn answer(
    manager: &KeyManager,
    who: impl Fn(&Connection) -> Result<App, Failure>,
    request: &RequestMessage,
) -> ResponseMessage {
    let now = manager.now();
    let version = request.header.version;
    if let Err(failure) = check_header(request) {
        return refusal(spoken(version), now, failure);
    }
    let work = |db: &Connection, writable| {
        let app = match who(db) {
            Ok(app) => app,
            Err(failure) => {
                return Ok(ResponseMessage::new(
                    version,
                    now,
                    refuse_all(request, &failure),
                ));
            }
        };
        let mut context = Context {
            manager,
            db,
            app: &app,
            now,
            version,
            placeholder: None,
            writable,
            needs_write: false,
        };
        let items = perform_all(&mut context, request).map_err(KeyManagerError::from)?;
        if context.needs_write {
            return Err(Undone::NeedsWrite);
        }
        fit(ResponseMessage::new(version, now, items), request)
    };
    // Who is no app does not make others wait for a transaction that may write.
    let mut answered = if only_reads(request) {
        manager.read(|db| work(db, false))
    } else {
        manager.read(|db| match who(db) {
            Ok(_) => Err(Undone::NeedsWrite),
            Err(failure) => Ok(ResponseMessage::new(
                version,
                now,
                refuse_all(request, &failure),
            )),
        })
    };
    if matches!(answered, Err(Undone::NeedsWrite)) {
        answered = manager.write(|db| work(db, true));
    }
    answered.unwrap_or_else(|undone| {
        let failure = match undone {
            Undone::TooLong(length) => Failure::new(
                ResultReason::ResponseTooLarge,
                format!("The answer has {length} bytes."),
            ),
            Undone::NeedsWrite => internal(KeyManagerError::ReadOnly),
            Undone::Failed(error) => internal(error),
        };
        refusal(version, now, failure)
    })
}

/// The answer to every item of a client that is no app.
fn refuse_all(request: &RequestMessage, failure: &Failure) -> Vec<ResponseItem> {
    let refused = |item| ResponseItem::new(item, Err(failure.clone()));
    request.items.iter().map(refused).collect()
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
        let message = format!("KMIP {} is not supported.", header.version);
        return Err(Failure::new(reason, message));
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

/// The version to answer in: the client's, or the nearest one of the same kind.
fn spoken(version: ProtocolVersion) -> ProtocolVersion {
    if version.is_supported() {
        version
    } else if version.has_tagged_attributes() {
        ProtocolVersion::V2_1
    } else {
        ProtocolVersion::V1_4
    }
}

/// The answer, unless it is longer than the client takes.
fn fit(answer: ResponseMessage, request: &RequestMessage) -> Result<ResponseMessage, Undone> {
    if let Some(maximum) = request.header.max_response_size {
        let length = answer.encode().len();
        if usize::try_from(maximum).is_ok_and(|maximum| length > maximum) {
            return Err(Undone::TooLong(length));
        }
    }
    Ok(answer)
}

fn only_reads(request: &RequestMessage) -> bool {
    let reads = |payload: &RequestPayload| {
        matches!(
            payload.operation(),
            Operation::Locate
                | Operation::Check
                | Operation::Get
                | Operation::GetAttributes
                | Operation::GetAttributeList
                | Operation::Query
                | Operation::DiscoverVersions
        )
    };
    let mut items = request.items.iter();
    items.all(|item| item.payload.as_ref().is_ok_and(reads))
}

/// Does the items in their order. When one fails, the Batch Error Continuation Option says what
/// becomes of the others: by default the batch stops there.
fn perform_all(
    context: &mut Context<'_>,
    request: &RequestMessage,
) -> rusqlite::Result<Vec<ResponseItem>> {
    let (db, writable) = (context.db, context.writable);
    let savepoint = |sql: &str| match writable {
        true => db.prepare_cached(sql)?.execute([]).map(drop),
        // Nothing is written, and so there is nothing to undo.
        false => Ok(()),
    };
    let on_error = request
        .header
        .on_error
        .unwrap_or(BatchErrorContinuationOption::Stop);
    let mut responses: Vec<ResponseItem> = Vec::new();
    savepoint("SAVEPOINT batch")?;
    for item in &request.items {
        savepoint("SAVEPOINT item")?;
        let result = perform(context, item);
        let failed = result.is_err();
        if failed {
            savepoint("ROLLBACK TO item")?;
        }
        savepoint("RELEASE item")?;
        responses.push(ResponseItem::new(item, result));
        match on_error {
            BatchErrorContinuationOption::Continue => {}
            _ if !failed => {}
            BatchErrorContinuationOption::Undo => {
                savepoint("ROLLBACK TO batch")?;
                undo(&mut responses);
                break;
            }
            _ => break,
        }
    }
    savepoint("RELEASE batch")?;
    Ok(responses)
}

fn perform(context: &mut Context<'_>, item: &RequestItem) -> Result<ResponsePayload, Failure> {
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
        let reason = ResultReason::OperationCanceledByRequester;
        let mut undone = Failure::new(reason, "A later item of the batch failed.");
        undone.status = ResultStatus::OperationUndone;
        response.result = Err(undone);
    }
}

/// The answer to a message that could not be taken as a whole.
pub(crate) fn refusal(version: ProtocolVersion, now: i64, failure: Failure) -> ResponseMessage {
    ResponseMessage::new(version, now, vec![ResponseItem::unread(failure)])
}
