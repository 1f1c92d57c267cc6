//! Whole messages.

use kmip::enums::{
    BatchErrorContinuationOption, CredentialType, Operation, ResultReason, ResultStatus,
};
use kmip::operation::ResponsePayload;
use kmip::ttlv::{Item, Tag};
use kmip::{
    Credential, Failure, ProtocolVersion, RequestHeader, RequestItem, RequestMessage, ResponseItem,
    ResponseMessage,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::part::{extensions, foreign, text, version};
use super::payload::{request_payload, response_payload};

fn credential() -> impl Strategy<Value = Credential> {
    let password = option::of(text().prop_map(Zeroizing::new));
    prop_oneof![
        (text(), password).prop_map(|(username, password)| Credential::UsernameAndPassword {
            username,
            password,
        }),
        ((2..9_u32), vec(foreign(), 0..4)).prop_map(|(kind, items)| Credential::Other(
            CredentialType::from_code(kind),
            Item::structure(Tag::CREDENTIAL_VALUE, items),
        )),
    ]
}

fn header(version: ProtocolVersion) -> impl Strategy<Value = RequestHeader> {
    let on_error = (1..5_u32).prop_map(BatchErrorContinuationOption::from_code);
    (
        option::of(any::<i32>()),
        option::of(any::<bool>()),
        option::of(credential()),
        option::of(on_error),
        option::of(any::<bool>()),
        option::of(any::<i64>()),
        extensions(),
    )
        .prop_map(
            move |(
                max_response_size,
                asynchronous,
                credential,
                on_error,
                in_order,
                time_stamp,
                other,
            )| {
                let mut header = RequestHeader::new(version);
                header.max_response_size = max_response_size;
                header.asynchronous = asynchronous;
                header.credential = credential;
                header.on_error = on_error;
                header.in_order = in_order;
                header.time_stamp = time_stamp;
                header.other = other;
                header
            },
        )
}

fn batch_id() -> impl Strategy<Value = Option<Vec<u8>>> {
    option::of(vec(any::<u8>(), 0..12))
}

pub(crate) fn request() -> impl Strategy<Value = RequestMessage> {
    version().prop_flat_map(|version| {
        let item = (
            batch_id(),
            request_payload(version),
            extensions(),
            extensions(),
        );
        let item = item.prop_map(|(id, payload, payload_extensions, other)| {
            let mut item = RequestItem::new(payload);
            (item.id, item.other) = (id, other);
            item.payload_extensions = kept_apart(payload_extensions, item.operation());
            item
        });
        (header(version), vec(item, 0..4)).prop_map(|(mut header, items)| {
            header.batch_count = i32::try_from(items.len()).unwrap();
            RequestMessage { header, items }
        })
    })
}

/// Those of a payload that is known: another one keeps everything itself.
fn kept_apart(extensions: Vec<Item>, operation: Operation) -> Vec<Item> {
    let is_known = (1..=0x1E).contains(&operation.code());
    extensions.into_iter().filter(|_| is_known).collect()
}

fn failure() -> impl Strategy<Value = Failure> {
    let status = (1..5_u32).prop_map(ResultStatus::from_code);
    let reason = (1..0x60_u32).prop_map(ResultReason::from_code);
    (status, reason, option::of(text())).prop_map(|(status, reason, message)| {
        let mut failure = Failure::new(reason, "");
        failure.status = status;
        failure.message = message;
        failure
    })
}

fn response_item(version: ProtocolVersion) -> impl Strategy<Value = ResponseItem> {
    let done = (batch_id(), response_payload(version))
        .prop_map(|(id, payload)| response_to(Some(payload.operation()), id, Ok(payload)));
    let operation = option::of((1..0x40_u32).prop_map(Operation::from_code));
    let failed = (batch_id(), operation, failure())
        .prop_map(|(id, operation, failure)| response_to(operation, id, Err(failure)));
    prop_oneof![3 => done, 1 => failed]
}

fn response_to(
    operation: Option<Operation>,
    id: Option<Vec<u8>>,
    result: Result<ResponsePayload, Failure>,
) -> ResponseItem {
    let mut item = ResponseItem::unread(Failure::new(ResultReason::GeneralFailure, ""));
    (item.operation, item.id, item.result) = (operation, id, result);
    item
}

pub(crate) fn response() -> impl Strategy<Value = ResponseMessage> {
    version().prop_flat_map(|version| {
        (any::<i64>(), vec(response_item(version), 0..4))
            .prop_map(move |(time_stamp, items)| ResponseMessage::new(version, time_stamp, items))
    })
}
