//! A request message: its header, and its items one after the other.

use std::cell::RefCell;

use kmip::enums::{BatchErrorContinuationOption, Operation, ResultReason};
use kmip::operation::ResponsePayload;
use kmip::ttlv::{Item, Tag};
use kmip::{Failure, ProtocolVersion, RequestItem, RequestMessage, ResponseItem, ResponseMessage};

use super::context::{Context, Placeholder};
use super::limits::{MAX_ITEMS, MAX_RESPONSE, too_large};
use super::refusal::internal;
use super::table;
use crate::model::{About, Actor, App, EventKind, Faults, KeyManager, Origin, Permissions};
use crate::store::{StoreError, Tx};

/// The bytes of a response without its items: two structures, the version, the time and the count.
const RESPONSE_HEADER: usize = 88;

/// The name of this door in the log.
pub(in crate::kmip) const DOOR: &str = "KMIP";

/// Why a transaction is rolled back.
enum Rollback {
    /// With the response to that item the whole is longer than the client, or this server, accepts.
    TooLong(Box<ResponseItem>),
    /// It has to be done again in a transaction that may write.
    NeedsWrite,
    /// The database failed.
    Failed(StoreError),
}

impl From<StoreError> for Rollback {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl KeyManager {
    /// The response to a request of an app that was identified by other means than a TLS session. What
    /// it says is on the device.
    pub fn respond(&self, app: &App, request: &RequestMessage) -> ResponseMessage {
        let manager = self.by(Actor {
            door: DOOR,
            ..self.actor().clone()
        });
        respond(
            &manager,
            |_| Ok(app.clone()),
            request,
            &Faults::default(),
            Origin::default(),
        )
    }
}

/// The response to a request of the app that `who` finds, which meets those faults and comes from there.
/// Everything is done in one transaction, which
/// is committed before there is a response; an item that fails leaves nothing behind, nor does a batch
/// whose response the client does not accept.
pub(in crate::kmip) fn respond(
    manager: &KeyManager,
    who: impl Fn(Tx<'_>) -> Result<App, Failure>,
    request: &RequestMessage,
    faults: &Faults,
    origin: Origin,
) -> ResponseMessage {
    let now = manager.now();
    let version = request.header.version;
    let latest = faults.latest_version().unwrap_or(ProtocolVersion::V2_1);
    if let Err(failure) = check_header(request, latest) {
        return refusal(nearest_supported(version).min(latest), now, failure);
    }
    let refuse = |failure: &Failure| {
        note_refused(manager, failure);
        ResponseMessage::new(version, now, refuse_all(request, failure))
    };
    let work = |tx: Tx<'_>| {
        let app = match who(tx) {
            Ok(app) => app,
            Err(failure) => return Ok(refuse(&failure)),
        };
        let manager = &manager.by(Actor {
            who: (&app).into(),
            ..manager.actor().clone()
        });
        let mut context = Context {
            manager,
            tx,
            app: &app,
            now,
            version,
            placeholder: Placeholder::None,
            turn: None,
            needs_write: false,
            faults,
            origin,
            permission: Permissions::NONE,
            touched: RefCell::default(),
            events: Vec::new(),
        };
        let items = perform_all(&mut context, request)?;
        if let Some(turn) = context.turn.take() {
            manager.turns().take(turn);
        }
        let events = context.events;
        if tx.is_writable() {
            for event in &events {
                tx.insert_event(event)?;
                tx.settle_event(event)?;
            }
        } else {
            manager.note_later(events);
        }
        Ok(ResponseMessage::new(version, now, items))
    };
    // A client that is not an app does not make others wait for a transaction that may write.
    let mut done = if only_reads(request) {
        manager.read(work)
    } else {
        manager.read(|tx| match who(tx) {
            Ok(_) => Err(Rollback::NeedsWrite),
            Err(failure) => Ok(refuse(&failure)),
        })
    };
    if matches!(done, Err(Rollback::NeedsWrite)) {
        done = manager.write(work);
    }
    done.unwrap_or_else(|rollback| match rollback {
        Rollback::TooLong(item) => ResponseMessage::new(version, now, vec![*item]),
        Rollback::NeedsWrite => {
            let failure = internal(StoreError::ReadOnly);
            ResponseMessage::new(version, now, refuse_all(request, &failure))
        }
        Rollback::Failed(error) => {
            let failure = internal(error);
            ResponseMessage::new(version, now, refuse_all(request, &failure))
        }
    })
}

/// The response to every item of a client that is not an app, or of a transaction that failed.
fn refuse_all(request: &RequestMessage, failure: &Failure) -> Vec<ResponseItem> {
    let refused = |item| ResponseItem::new(item, Err(failure.clone()));
    request.items.iter().map(refused).collect()
}

/// What a request as a whole has to be like.
fn check_header(request: &RequestMessage, latest: ProtocolVersion) -> Result<(), Failure> {
    let header = &request.header;
    if !header.version.is_supported() || header.version > latest {
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
        let message = "Batch Count is not the number of items.";
        return Err(Failure::new(ResultReason::InvalidMessage, message));
    }
    if request.items.len() > MAX_ITEMS {
        let message = format!("A batch has at most {MAX_ITEMS} items.");
        return Err(Failure::new(ResultReason::InvalidMessage, message));
    }
    if request.items.len() > 1 && request.items.iter().any(|item| item.id.is_none()) {
        let message = "Every item of a batch needs a Unique Batch Item ID.";
        return Err(Failure::new(ResultReason::InvalidMessage, message));
    }
    Ok(())
}

/// The version to respond in: the client's, or the nearest one of the same kind.
fn nearest_supported(version: ProtocolVersion) -> ProtocolVersion {
    if version.is_supported() {
        version
    } else if version.has_tagged_attributes() {
        ProtocolVersion::V2_1
    } else {
        ProtocolVersion::V1_4
    }
}

/// How long the response may become, in bytes.
fn room_for(request: &RequestMessage) -> usize {
    let accepted = request.header.max_response_size;
    let accepted = accepted.and_then(|it| usize::try_from(it).ok());
    accepted.unwrap_or(MAX_RESPONSE).min(MAX_RESPONSE)
}

fn only_reads(request: &RequestMessage) -> bool {
    let reads = |item: &RequestItem| {
        let payload = item.payload.as_ref();
        payload.is_ok_and(|payload| table::only_reads(payload.operation()))
    };
    request.items.iter().all(reads)
}

/// Does the items in their order. When one fails, the Batch Error Continuation Option says what
/// becomes of the others: by default the batch stops there. It ends at once when its response becomes
/// too long.
fn perform_all(
    context: &mut Context<'_>,
    request: &RequestMessage,
) -> Result<Vec<ResponseItem>, Rollback> {
    let tx = context.tx;
    let (room, mut length) = (room_for(request), RESPONSE_HEADER);
    let on_error = request
        .header
        .on_error
        .unwrap_or(BatchErrorContinuationOption::Stop);
    let mut responses: Vec<ResponseItem> = Vec::new();
    // What is an error of the nested transaction undoes all of its changes.
    let batch = tx.nested(|| {
        for item in &request.items {
            let result = tx.nested(|| perform(context, item));
            let result = result.map_err(|error| Some(error.into()))?;
            if context.needs_write {
                return Err(Some(Rollback::NeedsWrite));
            }
            let failed = result.is_err();
            context.note(item, &result);
            let response = ResponseItem::new(item, result);
            length += response.encoded_length(context.version);
            if length > room {
                let failure = too_large(format!("The response has more than {room} bytes."));
                let refused = ResponseItem::new(item, Err(failure));
                return Err(Some(Rollback::TooLong(Box::new(refused))));
            }
            responses.push(response);
            match on_error {
                BatchErrorContinuationOption::Continue => {}
                _ if !failed => {}
                BatchErrorContinuationOption::Undo => return Err(None),
                _ => break,
            }
        }
        Ok(())
    })?;
    match batch {
        Ok(()) => {}
        Err(None) => {
            undo(&mut responses, context.version);
            for event in &mut context.events {
                event.done = false;
            }
        }
        Err(Some(error)) => return Err(error),
    }
    Ok(responses)
}

fn perform(context: &mut Context<'_>, item: &RequestItem) -> Result<ResponsePayload, Failure> {
    if item.critical_extension {
        let message = "The message extension is not supported.";
        return Err(Failure::new(ResultReason::FeatureNotSupported, message));
    }
    match &item.payload {
        Ok(payload) => {
            context.meet(payload.operation())?;
            table::perform(context, payload.clone())
        }
        Err((_, error)) => Err(Failure::new(
            ResultReason::InvalidMessage,
            error.to_string(),
        )),
    }
}

/// Notes that somebody was refused who is no app, or no longer.
fn note_refused(manager: &KeyManager, failure: &Failure) {
    let mut event = manager.event(EventKind::Auth, "log in", About::default());
    event.done = false;
    event.message = failure.message.clone().unwrap_or_default();
    manager.note_later([event]);
}

impl Context<'_> {
    /// Notes how an item has ended. What only tells about the server is not noted.
    fn note(&mut self, item: &RequestItem, result: &Result<ResponsePayload, Failure>) {
        let Ok(payload) = &item.payload else { return };
        let operation = payload.operation();
        if matches!(operation, Operation::Query | Operation::DiscoverVersions) {
            return;
        }
        let kind = match operation {
            Operation::Get => EventKind::CryptoOperation,
            _ => EventKind::Administrative,
        };
        let touched = self.touched.take();
        let about = About {
            account: Some(&self.app.account_id),
            object: touched.as_ref().map(|(id, _)| id.as_str()),
            group: touched.as_ref().map(|(_, group)| group.as_str()),
        };
        let mut event = self.manager.event(kind, &operation.to_string(), about);
        event.done = result.is_ok();
        event.message = match result {
            Ok(_) => operation.to_string(),
            Err(failure) => failure.message.clone().unwrap_or_default(),
        };
        self.events.push(event);
    }
}

/// The items that were done before the one that failed are no longer: what they responded is told as
/// undone.
fn undo(responses: &mut [ResponseItem], version: ProtocolVersion) {
    for response in responses {
        if let Ok(payload) = &response.result {
            let fields = payload.to_fields(version);
            let payload = Item::structure(Tag::RESPONSE_PAYLOAD, fields);
            response.other.push(payload);
            response.result = Err(Failure::undone("A later item of the batch failed."));
        }
    }
}

/// The response to a message that is refused as a whole.
pub(in crate::kmip) fn refusal(
    version: ProtocolVersion,
    now: i64,
    failure: Failure,
) -> ResponseMessage {
    ResponseMessage::new(version, now, vec![ResponseItem::unread(failure)])
}
