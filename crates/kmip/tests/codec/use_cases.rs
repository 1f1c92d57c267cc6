//! The messages of the standard's own documents, byte for byte.

use kmip::enums::{
    CryptographicAlgorithm, ObjectType, Operation, ResultReason, RevocationReasonCode, State,
    UsageMask,
};
use kmip::operation::{CreateRequest, RequestPayload, ResponsePayload};
use kmip::ttlv::{Fields, Item, Limits, Tag, Value, decode, encode};
use kmip::{
    Attribute, Credential, KeyBlock, ManagedObject, ProtocolVersion, RequestMessage,
    ResponseMessage,
};
use zeroize::Zeroizing;

use crate::vectors::{all, payload_of, request, response, vector};

#[test]
fn every_message_is_the_same_items_read_and_written() {
    for (name, bytes) in all() {
        let item = decode(&bytes, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(hex::encode(&*encode(&item)), hex::encode(&bytes), "{name}");
    }
}

#[test]
fn every_message_is_the_same_message_read_and_written() {
    let limits = Limits::default();
    for (name, bytes) in all() {
        let written = match decode(&bytes, &limits).unwrap().tag {
            Tag::REQUEST_MESSAGE => RequestMessage::decode(&bytes, &limits).unwrap().encode(),
            Tag::RESPONSE_MESSAGE => ResponseMessage::decode(&bytes, &limits).unwrap().encode(),
            _ => continue,
        };
        assert_eq!(hex::encode(&*written), hex::encode(&bytes), "{name}");
    }
}

#[test]
fn every_operation_of_every_message_is_understood() {
    let foreign = [Operation::CreateKeyPair, Operation::RngRetrieve];
    let limits = Limits::default();
    for (name, bytes) in all() {
        let unknown = match decode(&bytes, &limits).unwrap().tag {
            Tag::REQUEST_MESSAGE => RequestMessage::decode(&bytes, &limits)
                .unwrap()
                .items
                .into_iter()
                .find_map(|item| match item.payload.unwrap() {
                    RequestPayload::Unknown(unknown) => Some(unknown.operation),
                    _ => None,
                }),
            Tag::RESPONSE_MESSAGE => ResponseMessage::decode(&bytes, &limits)
                .unwrap()
                .items
                .into_iter()
                .find_map(|item| match item.result.ok()? {
                    ResponsePayload::Unknown(unknown) => Some(unknown.operation),
                    _ => None,
                }),
            _ => None,
        };
        assert!(
            unknown.is_none_or(|o| foreign.contains(&o)),
            "{name}: {unknown:?}"
        );
    }
}

#[test]
fn the_life_of_a_key_is_that_of_use_case_4_1() {
    let name = |step: &str| format!("1.0-4-1-step-{step}");
    let create = request(&name("1-client-a-create-symmetric-key-request"));
    let attributes = vec![
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(128),
        Attribute::object_name("Key1"),
        Attribute::usage_mask(UsageMask::ENCRYPT),
    ];
    let object_type = ObjectType::SymmetricKey;
    let expected = CreateRequest::new(object_type, attributes);
    assert_eq!(
        create,
        RequestMessage::single(ProtocolVersion::V1_0, expected.into())
    );

    for (step, state) in [
        ("2-client-a", State::PreActive),
        ("4-client-a", State::Active),
        ("8-client-b", State::Compromised),
    ] {
        let response = payload_of(&name(&format!("{step}-get-attribute-response")));
        let ResponsePayload::GetAttributes(response) = response else {
            panic!("step {step} is not Get Attributes");
        };
        assert_eq!(response.attributes, [Attribute::state(state)]);
    }

    let ResponsePayload::Get(get) = payload_of(&name("6-client-b-get-symmetric-key-response"))
    else {
        panic!("step 6 is not Get");
    };
    let material = hex::decode("EF7833AB15F5A1EE5874BC0D9BBC4BE7").unwrap();
    let block = KeyBlock::raw(CryptographicAlgorithm::Aes, Zeroizing::new(material));
    assert_eq!(get.object, ManagedObject::SymmetricKey(block));

    let revoke = request(&name("7-client-b-revoke-symmetric-key-compromised-request"));
    let Ok(RequestPayload::Revoke(revoke)) = &revoke.items[0].payload else {
        panic!("step 7 is not Revoke");
    };
    assert_eq!(revoke.reason, RevocationReasonCode::KeyCompromise);
    assert_eq!(revoke.compromise_occurrence_date, Some(6));

    let batch = request(&name("11-client-a-add-attribute-batch-request"));
    let ids: Vec<_> = batch
        .items
        .iter()
        .map(|item| item.id.clone().unwrap())
        .collect();
    assert_eq!(
        ids.iter().map(hex::encode).collect::<Vec<_>>(),
        ["9d407ffb45c95672", "d62107c3158409d8"]
    );
    assert_eq!(batch.header.batch_count, 2);
}

#[test]
fn a_credential_is_read_and_its_password_is_not_shown() {
    let message = request("1.0-11-1-step-1-client-a-create-request-symmetric-key");
    let Some(Credential::UsernameAndPassword { username, password }) = &message.header.credential
    else {
        panic!("no credential");
    };
    let password = password.as_ref().unwrap().as_str();
    assert!(!password.is_empty());
    let shown = format!("{message:?} {:?}", message.to_item());
    assert!(
        shown.contains(username) && !shown.contains(password),
        "{shown}"
    );
}

#[test]
fn a_refusal_has_its_reason_and_no_operation_is_needed() {
    let refused = response("1.0-12-1-step-1-query-operation-failed-response-too-large-response");
    let failure = refused.items[0].result.as_ref().unwrap_err();
    assert_eq!(failure.reason, ResultReason::ResponseTooLarge);
    assert_eq!(
        failure.message.as_deref(),
        Some("Response size: 568, Maximum Response Size indicated in request: 256")
    );
}

#[test]
fn what_a_vendor_adds_is_tolerated_and_kept() {
    let item = decode(
        &vector("server-information-of-a-vendor-payload"),
        &Limits::default(),
    );
    let mut payload = Fields::of(item.unwrap()).unwrap();
    let information = payload.required(Tag::SERVER_INFORMATION).unwrap();
    let kept = [
        Item::text(Tag::new(0x123456), "\0\u{1}\u{2}"),
        Item::integer(Tag::new(0x999999), 0x99),
    ];
    assert_eq!(information.value, Value::Structure(kept.to_vec()));

    let extension = vec![
        Item::text(Tag::VENDOR_IDENTIFICATION, "vendor"),
        Item::boolean(Tag::CRITICALITY_INDICATOR, true),
        Item::structure(Tag::VENDOR_EXTENSION, kept.to_vec()),
    ];
    let extended = vec![
        Item::enumeration(Tag::RESULT_STATUS, 1),
        Item::structure(Tag::MESSAGE_EXTENSION, extension),
    ];
    let header = vec![
        ProtocolVersion::V1_4.to_item(),
        Item::date_time(Tag::TIME_STAMP, 0),
        Item::integer(Tag::BATCH_COUNT, 1),
    ];
    let message = vec![
        Item::structure(Tag::RESPONSE_HEADER, header),
        Item::structure(Tag::BATCH_ITEM, extended),
    ];
    let message = encode(&Item::structure(Tag::RESPONSE_MESSAGE, message));
    let message = ResponseMessage::decode(&message, &Limits::default()).unwrap();
    assert!(message.items[0].result.is_err());
}
