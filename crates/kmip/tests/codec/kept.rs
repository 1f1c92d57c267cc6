//! What this crate does not interpret is kept, and written again as it came.

use kmip::enums::{KeyFormatType, Operation, ResultReason, ResultStatus};
use kmip::operation::{GetRequest, GetResponse, RequestPayload, ResponsePayload, UnknownPayload};
use kmip::ttlv::{Item, Limits, Tag, Value, encode};
use kmip::{
    Failure, ManagedObject, ProtocolVersion, RequestHeader, RequestItem, RequestMessage,
    ResponseItem, ResponseMessage,
};

const VENDOR: Tag = Tag::new(0x54_0001);

/// The response of a Get with that Key Block, in bytes.
fn response(block: Vec<Item>) -> Vec<u8> {
    let version = ProtocolVersion::V1_4;
    let object = Item::structure(
        Tag::SYMMETRIC_KEY,
        vec![Item::structure(Tag::KEY_BLOCK, block)],
    );
    let payload = GetResponse::new("17", ManagedObject::Other(object));
    let request = RequestItem::new(GetRequest::new("17".to_owned()).into());
    let mut item = ResponseItem::new(&request, Ok(payload.into()));
    // As its type says, and not as it is kept here.
    if let Ok(ResponsePayload::Get(payload)) = &mut item.result {
        payload.object_type = kmip::enums::ObjectType::SymmetricKey;
    }
    let message = ResponseMessage::new(version, 1, vec![item]);
    message.encode().to_vec()
}

fn key(bytes: &[u8]) -> ManagedObject {
    let mut message = ResponseMessage::decode(bytes, &Limits::default()).unwrap();
    match message.items.remove(0).result.unwrap() {
        ResponsePayload::Get(payload) => payload.object,
        other => panic!("{other:?}"),
    }
}

/// A key wrapped as a whole, a structured one, one with attributes of its own, a compressed one.
#[test]
fn a_key_that_is_more_than_raw_material() {
    let format = |code| Item::enumeration(Tag::KEY_FORMAT_TYPE, code);
    let wrapping = Item::structure(
        Tag::KEY_WRAPPING_DATA,
        vec![
            Item::enumeration(Tag::new(0x42_009E), 1),
            Item::structure(
                Tag::new(0x42_0036),
                vec![Item::text(Tag::UNIQUE_IDENTIFIER, "kek")],
            ),
        ],
    );
    let material = |bytes: &[u8]| Item::bytes(Tag::KEY_MATERIAL, bytes);
    let transparent = Item::structure(
        Tag::KEY_MATERIAL,
        vec![Item::bytes(Tag::new(0x42_003F), [7; 16])],
    );
    let own = Item::structure(
        Tag::ATTRIBUTE,
        vec![
            Item::text(Tag::ATTRIBUTE_NAME, "x-colour"),
            Item::text(Tag::ATTRIBUTE_VALUE, "red"),
        ],
    );
    let value = |items| Item::structure(Tag::KEY_VALUE, items);
    for block in [
        vec![
            format(1),
            Item::bytes(Tag::KEY_VALUE, [9; 40]),
            wrapping.clone(),
        ],
        vec![
            format(1),
            value(vec![material(&[9; 24]), own.clone()]),
            wrapping,
        ],
        vec![format(7), value(vec![transparent])],
        vec![format(1), value(vec![material(&[1; 16]), own])],
        vec![
            format(1),
            Item::enumeration(Tag::KEY_COMPRESSION_TYPE, 2),
            value(vec![material(&[1; 16])]),
            Item::integer(VENDOR, 5),
        ],
    ] {
        let bytes = response(block);
        let message = ResponseMessage::decode(&bytes, &Limits::default()).unwrap();
        assert_eq!(*message.encode(), bytes);
        assert!(matches!(key(&bytes), ManagedObject::SymmetricKey(_)));
    }
}

#[test]
fn of_a_wrapped_key_is_told_that_it_is_and_no_material() {
    let bytes = response(vec![
        Item::enumeration(Tag::KEY_FORMAT_TYPE, 1),
        Item::bytes(Tag::KEY_VALUE, [9; 40]),
        Item::structure(Tag::KEY_WRAPPING_DATA, Vec::new()),
    ]);
    let ManagedObject::SymmetricKey(block) = key(&bytes) else {
        panic!("a symmetric key");
    };
    assert!(block.wrapped);
    assert_eq!(block.material, None);
    assert_eq!(block.format, KeyFormatType::Raw);
}

/// A message as it came, with vendors' fields wherever there may be some.
#[test]
fn fields_of_vendors() {
    let id = Item::text(Tag::UNIQUE_IDENTIFIER, "17");
    let vendor = |number| Item::integer(VENDOR, number);
    let extension = Item::structure(
        Tag::MESSAGE_EXTENSION,
        vec![
            Item::text(Tag::VENDOR_IDENTIFICATION, "acme"),
            Item::boolean(Tag::CRITICALITY_INDICATOR, true),
        ],
    );
    let header = |kind, values: Vec<Item>| {
        let mut fields = vec![ProtocolVersion::V1_4.to_item()];
        fields.extend(values);
        fields.push(Item::integer(Tag::BATCH_COUNT, 1));
        Item::structure(kind, fields)
    };
    let correlation = || {
        vec![
            Item::text(Tag::CLIENT_CORRELATION_VALUE, "mine"),
            Item::text(Tag::SERVER_CORRELATION_VALUE, "yours"),
            vendor(1),
        ]
    };
    let item = |payload, status: Option<Item>| {
        let mut fields = vec![Item::enumeration(
            Tag::OPERATION,
            Operation::Activate.code(),
        )];
        fields.extend(status);
        fields.push(Item::structure(payload, vec![id.clone(), vendor(2)]));
        fields.extend([extension.clone(), vendor(3)]);
        Item::structure(Tag::BATCH_ITEM, fields)
    };
    let request = encode(&Item::structure(
        Tag::REQUEST_MESSAGE,
        vec![
            header(Tag::REQUEST_HEADER, correlation()),
            item(Tag::REQUEST_PAYLOAD, None),
        ],
    ));
    let read = RequestMessage::decode(&request, &Limits::default()).unwrap();
    assert_eq!(
        read.header.client_correlation_value.as_deref(),
        Some("mine")
    );
    assert_eq!(
        read.header.server_correlation_value.as_deref(),
        Some("yours")
    );
    assert!(read.items[0].critical_extension);
    assert_eq!(read.items[0].payload_extensions, [vendor(2)]);
    assert_eq!(read.items[0].other, [extension.clone(), vendor(3)]);
    assert_eq!(*read.encode(), *request);

    let time = Item::date_time(Tag::TIME_STAMP, 1);
    let values = [vec![time], correlation()].concat();
    let response = encode(&Item::structure(
        Tag::RESPONSE_MESSAGE,
        vec![
            header(Tag::RESPONSE_HEADER, values),
            item(
                Tag::RESPONSE_PAYLOAD,
                Some(Item::enumeration(Tag::RESULT_STATUS, 0)),
            ),
        ],
    ));
    let read = ResponseMessage::decode(&response, &Limits::default()).unwrap();
    assert_eq!(read.server_correlation_value.as_deref(), Some("yours"));
    assert_eq!(read.items[0].payload_extensions, [vendor(2)]);
    assert_eq!(*read.encode(), *response);
}

/// What a vendor adds after an object is not the object.
#[test]
fn an_object_before_a_vendors_structure() {
    let certificate = Item::structure(
        Tag::of_name("Certificate").unwrap(),
        vec![Item::bytes(VENDOR, [1])],
    );
    let addition = Item::structure(VENDOR, vec![Item::integer(VENDOR, 1)]);
    let request = RequestItem::new(GetRequest::new(None).into());
    let payload = GetResponse::new("17", ManagedObject::Other(certificate.clone()));
    let mut item = ResponseItem::new(&request, Ok(payload.into()));
    item.payload_extensions = vec![addition.clone()];
    let message = ResponseMessage::new(ProtocolVersion::V1_4, 0, vec![item]);
    let bytes = message.encode();
    assert_eq!(key(&bytes), ManagedObject::Other(certificate));
    let read = ResponseMessage::decode(&bytes, &Limits::default()).unwrap();
    assert_eq!(read.items[0].payload_extensions, [addition]);
    assert_eq!(read, message);
}

/// Of an operation that is not known, everything is in the payload, and nothing twice.
#[test]
fn an_operation_that_is_not_known() {
    let unknown = UnknownPayload {
        operation: Operation::from_code(0x8000_0001),
        fields: vec![
            Item::integer(VENDOR, 1),
            Item::text(Tag::ATTRIBUTE_NAME, "x"),
        ],
    };
    let payload = RequestPayload::Unknown(unknown);
    let message = RequestMessage::single(ProtocolVersion::V1_4, payload.clone());
    let read = RequestMessage::decode(&message.encode(), &Limits::default()).unwrap();
    assert_eq!(read.items[0].payload, Ok(payload));
    assert!(read.items[0].payload_extensions.is_empty());
}

#[test]
fn a_result_that_is_pending_says_how_to_ask_for_it() {
    let request = RequestItem::new(GetRequest::new(None).into());
    let item = ResponseItem::new(&request, Err(Failure::pending([1, 2, 3])));
    let bytes = ResponseMessage::new(ProtocolVersion::V1_4, 0, vec![item]).encode();
    let read = ResponseMessage::decode(&bytes, &Limits::default()).unwrap();
    let failure = read.items[0].result.as_ref().unwrap_err();
    assert_eq!(failure.status, ResultStatus::OperationPending);
    assert_eq!(failure.asynchronous_correlation_value, Some(vec![1, 2, 3]));
    assert_eq!(failure.to_string(), "Operation Pending");
    let no_reason = !format!("{:?}", read).contains(&ResultReason::ItemNotFound.to_string());
    assert!(no_reason);
    assert_eq!(read.encode(), bytes);
}

/// The Batch Count is that of the items, whatever the header said when it was read.
#[test]
fn what_is_written_is_counted() {
    let mut message = RequestMessage {
        header: RequestHeader::new(ProtocolVersion::V1_4),
        items: Vec::new(),
    };
    for count in 0..3 {
        let read = RequestMessage::decode(&message.encode(), &Limits::default()).unwrap();
        assert_eq!(read.header.batch_count, count);
        let item = RequestItem::new(GetRequest::new(None).into());
        message.items.push(item.with_id([1]));
    }
    let header = message.to_item();
    let header = header.value.as_structure().unwrap()[0].value.as_structure();
    assert!(
        header
            .unwrap()
            .contains(&Item::new(Tag::BATCH_COUNT, Value::Integer(3)))
    );
}
