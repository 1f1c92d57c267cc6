//! Responses that are none, or not to what was asked.

use super::*;

#[test]
fn the_correct_response() {
    Bench::changed(|_| {}).activate().unwrap();
}

#[test]
fn garbage_behind_the_response() {
    let bench = Bench::bytes(|request| [right(request).encode().as_slice(), &[0]].concat());
    assert!(matches!(
        malformed(bench.broken()),
        DecodeError::Trailing(_)
    ));
}

#[test]
fn a_response_behind_the_response() {
    // In a record of its own, which the client sees with the next response.
    let bench = Bench::new(|request, _, stream| {
        for _ in 0..2 {
            stream.write_all(&right(request).encode())?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    let asked = connection
        .activate(ID)
        .and_then(|()| connection.activate(ID));
    match asked.unwrap_err().cause {
        Cause::UnexpectedResponse("it has another batch item id")
        | Cause::Malformed(DecodeError::Trailing(_)) => {}
        cause => panic!("{cause:?}"),
    }
}

#[test]
fn another_batch_item_id() {
    let bench = Bench::changed(|response| response.items[0].id = Some(vec![0xFF]));
    assert_eq!(unexpected(&bench.broken()), "it has another batch item id");
    let refused = |response: &mut ResponseMessage| {
        response.items[0].id = Some(vec![0xFF]);
        response.items[0].result = Err(Failure::new(ResultReason::ItemNotFound, ""));
    };
    assert_eq!(
        unexpected(&Bench::changed(refused).broken()),
        "it has another batch item id"
    );
}

#[test]
fn no_batch_item_id() {
    // Needed in batches only (KMIP 1.4, section 6.4).
    Bench::changed(|response| response.items[0].id = None)
        .activate()
        .unwrap();
}

#[test]
fn another_operation() {
    let bench = Bench::changed(|response| {
        let payload = kmip::operation::DestroyResponse::new(ID);
        response.items[0].operation = Some(Operation::Destroy);
        response.items[0].result = Ok(payload.into());
    });
    assert_eq!(unexpected(&bench.broken()), "it is of another operation");
}

#[test]
fn not_one_item() {
    for count in [0, 2] {
        let bench = Bench::changed(move |response| {
            let item = response.items.remove(0);
            response.items = vec![item; count];
        });
        assert_eq!(unexpected(&bench.broken()), "it has not exactly one item");
    }
}

#[test]
fn a_batch_count_that_is_not_the_number_of_items() {
    let bench = Bench::bytes(|request| {
        let mut response = right(request).to_item();
        change(&mut response, Tag::BATCH_COUNT, &Value::Integer(2));
        encode(&response).to_vec()
    });
    let error = malformed(bench.broken());
    assert_eq!(error, DecodeError::InvalidValue(Tag::BATCH_COUNT));
}

/// Gives every item of that tag within `item` another value.
fn change(item: &mut Item, tag: Tag, value: &Value) {
    if item.tag == tag {
        item.value = value.clone();
    } else if let Value::Structure(items) = &mut item.value {
        items.iter_mut().for_each(|item| change(item, tag, value));
    }
}

#[test]
fn a_newer_version_than_was_asked_in() {
    let bench = Bench::changed(|response| response.version = ProtocolVersion::V2_1);
    assert_eq!(
        unexpected(&bench.broken()),
        "it is of a newer version of KMIP"
    );
}

#[test]
fn a_request_instead_of_a_response() {
    let bench = Bench::bytes(|request| request.encode().to_vec());
    let error = malformed(bench.broken());
    let expected = (Tag::RESPONSE_MESSAGE, Tag::REQUEST_MESSAGE);
    assert!(
        matches!(error, DecodeError::Unexpected { expected: e, found: f } if (e, f) == expected)
    );
}

#[test]
fn a_refusal_is_a_response_and_the_session_goes_on() {
    let bench = Bench::new(|request, number, stream| {
        let mut response = right(request);
        if number == 0 {
            let failure = Failure::new(ResultReason::ItemNotFound, "no such key");
            response.items[0].result = Err(failure);
            // A server that could not read the request knows neither.
            response.items[0].operation = None;
            response.items[0].id = None;
        }
        stream.write_all(&response.encode())
    });
    let mut connection = bench.open();
    let error = connection.activate(ID).unwrap_err();
    assert_eq!(error.to_string(), "Activate: Item Not Found (no such key)");
    connection.activate(ID).unwrap();
}

#[test]
fn tags_and_enumerations_that_nobody_knows() {
    let bench = Bench::bytes(|request| {
        let mut response = right(request).to_item();
        let attribute = vec![
            Item::text(Tag::ATTRIBUTE_NAME, "State"),
            Item::enumeration(Tag::ATTRIBUTE_VALUE, 0x8000_0001),
        ];
        change(&mut response, Tag::ATTRIBUTE, &Value::Structure(attribute));
        let Value::Structure(parts) = &mut response.value else {
            panic!("no message");
        };
        for part in &mut *parts {
            if let Value::Structure(fields) = &mut part.value {
                fields.insert(0, Item::text(Tag::new(0x54_0001), "unknown"));
                fields.push(Item::structure(Tag::new(0x42_FFF0), Vec::new()));
            }
        }
        parts.push(Item::interval(Tag::new(0x54_0002), 7));
        encode(&response).to_vec()
    });
    assert_eq!(bench.open().state(ID).unwrap(), State::Unknown(0x8000_0001));
}

#[test]
fn lengths_beyond_all_measure() {
    for length in [0x0010_0000_u32, 0x7FFF_FFF8, 0xFFFF_FFF8] {
        let bench = Bench::bytes(move |_| {
            [&[0x42, 0x00, 0x7B, 0x01], length.to_be_bytes().as_slice()].concat()
        });
        let error = malformed(bench.broken());
        assert_eq!(error, DecodeError::TooLong(length as usize + 8));
    }
}

#[test]
fn http_over_tls() {
    let bench = Bench::bytes(|_| b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec());
    let error = malformed(bench.broken());
    assert_eq!(error, DecodeError::WrongType(Tag::new(0x48_54_54)));
}
