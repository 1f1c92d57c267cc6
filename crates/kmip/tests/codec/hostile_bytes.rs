//! Bytes that are no message, or one that means harm.

use kmip::ttlv::{DecodeError, Item, Limits, Tag, Value, decode, encode, length_of_message};
use kmip::{RequestMessage, ResponseMessage};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{request, response};
use crate::vectors::all;

/// Reads `bytes` in every way. What is read takes no more room than the bytes, and is the same when it
/// is written and read again.
fn survives(bytes: &[u8]) {
    let limits = Limits::default();
    if let Some(header) = bytes.first_chunk() {
        let _ = length_of_message(*header, &limits);
    }
    let request = RequestMessage::decode(bytes, &limits);
    let response = ResponseMessage::decode(bytes, &limits);
    // Faults and their values can be shown, and what was read can be written.
    let _ = format!("{request:?} {response:?}");
    let _ = request.map(|message| message.encode());
    let _ = response.map(|message| message.encode());
    if let Ok(item) = decode(bytes, &limits) {
        let (items, content) = size(&item);
        assert!(items * 8 + content <= bytes.len());
        assert_eq!(decode(&encode(&item), &limits), Ok(item));
    }
}

/// How many items there are, and how many bytes in them.
fn size(item: &Item) -> (usize, usize) {
    let content = match &item.value {
        Value::Structure(items) => {
            let sizes = items.iter().map(size);
            return sizes.fold((1, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        }
        Value::TextString(text) => text.len(),
        Value::ByteString(bytes) | Value::BigInteger(bytes) => bytes.len(),
        _ => 0,
    };
    (1, content)
}

/// What happens to a byte.
#[derive(Clone, Debug)]
enum Harm {
    Change(u8),
    Remove,
    Insert(u8),
    CutHere,
}

fn harm() -> impl Strategy<Value = (prop::sample::Index, Harm)> {
    let harm = prop_oneof![
        6 => any::<u8>().prop_map(Harm::Change),
        1 => Just(Harm::Remove),
        1 => any::<u8>().prop_map(Harm::Insert),
        1 => Just(Harm::CutHere),
    ];
    (any::<prop::sample::Index>(), harm)
}

fn harmed(bytes: &[u8], harms: &[(prop::sample::Index, Harm)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (index, harm) in harms {
        if bytes.is_empty() {
            break;
        }
        let index = index.index(bytes.len());
        match harm {
            Harm::Change(byte) => bytes[index] = *byte,
            Harm::Remove => drop(bytes.remove(index)),
            Harm::Insert(byte) => bytes.insert(index, *byte),
            Harm::CutHere => bytes.truncate(index),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn arbitrary_bytes_under_the_header_of_a_message(
        is_request: bool,
        bytes in vec(any::<[u8; 8]>(), 0..50),
    ) {
        let tag = if is_request { Tag::REQUEST_MESSAGE } else { Tag::RESPONSE_MESSAGE };
        let mut message = tag.code().to_be_bytes()[1..].to_vec();
        message.push(1);
        message.extend(u32::try_from(bytes.len() * 8).unwrap().to_be_bytes());
        message.extend(bytes.concat());
        survives(&message);
    }
}

proptest! {
    #[test]
    fn requests_with_some_bytes_changed(message in request(), harms in vec(harm(), 1..6)) {
        survives(&harmed(&message.encode(), &harms));
    }

    #[test]
    fn responses_with_some_bytes_changed(message in response(), harms in vec(harm(), 1..6)) {
        survives(&harmed(&message.encode(), &harms));
    }

    #[test]
    fn known_messages_with_some_bytes_changed(
        which: prop::sample::Index,
        harms in vec(harm(), 1..4),
    ) {
        let all = all();
        let bytes = all.values().nth(which.index(all.len())).unwrap();
        survives(&harmed(bytes, &harms));
    }
}

#[test]
fn every_beginning_of_every_known_message_is_no_message() {
    for (name, bytes) in all() {
        for length in 0..bytes.len() {
            let error = decode(&bytes[..length], &Limits::default()).unwrap_err();
            assert_eq!(error, DecodeError::Truncated, "{name} cut at {length}");
        }
    }
}

#[test]
fn every_byte_of_every_known_message_can_be_wrong() {
    for bytes in all().into_values() {
        for index in 0..bytes.len() {
            for wrong in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
                let mut bytes = bytes.clone();
                bytes[index] = wrong;
                let _ = RequestMessage::decode(&bytes, &Limits::default());
                let _ = ResponseMessage::decode(&bytes, &Limits::default());
            }
        }
    }
}

/// A structure of the empty tag with that length, around `inner`.
fn structure(length: u32, inner: &[u8]) -> Vec<u8> {
    let header = [0x42, 0x00, 0x78, 0x01];
    [&header, length.to_be_bytes().as_slice(), inner].concat()
}

#[test]
fn what_follows_a_message_is_told() {
    let mut bytes = structure(0, &[]);
    bytes.extend([0; 3]);
    assert_eq!(
        decode(&bytes, &Limits::default()),
        Err(DecodeError::Trailing(3))
    );
}

#[test]
fn a_length_beyond_the_bytes_takes_no_memory() {
    for length in [8, 0x7FFF_FFF8, 0xFFFF_FFF8, 0xFFFF_FFFF] {
        let bytes = structure(length, &[]);
        assert_eq!(
            decode(&bytes, &Limits::default()),
            Err(DecodeError::Truncated)
        );
        let text = [&[0x42, 0x00, 0x55, 0x07], length.to_be_bytes().as_slice()].concat();
        assert_eq!(
            decode(&text, &Limits::default()),
            Err(DecodeError::Truncated)
        );
    }
}

#[test]
fn a_message_longer_than_the_limit_is_refused_by_its_header() {
    let limits = Limits::default();
    let longest = u32::try_from(limits.max_length).unwrap() - 8;
    let header = |length| *structure(length, &[]).first_chunk().unwrap();
    assert_eq!(
        length_of_message(header(longest), &limits),
        Ok(limits.max_length)
    );
    for length in [longest + 8, u32::MAX] {
        let error = length_of_message(header(length), &limits).unwrap_err();
        assert_eq!(error, DecodeError::TooLong(length as usize + 8));
    }
    let error = length_of_message(header(4), &limits).unwrap_err();
    assert_eq!(
        error,
        DecodeError::WrongLength {
            tag: Tag::REQUEST_MESSAGE,
            length: 4
        }
    );
    let error = length_of_message(*b"HTTP/1.1", &limits).unwrap_err();
    assert_eq!(error, DecodeError::WrongType(Tag::new(0x48_54_54)));
}

#[test]
fn a_message_longer_than_the_limit_is_refused_as_a_whole() {
    let limits = Limits::default().with_max_length(16);
    let bytes = structure(16, &[0; 16]);
    assert_eq!(decode(&bytes, &limits), Err(DecodeError::TooLong(24)));
}

#[test]
fn structures_nest_no_deeper_than_the_limit() {
    let nested = |levels: u32| {
        let lengths = (0..levels).rev().map(|level| level * 8);
        lengths
            .flat_map(|length| structure(length, &[]))
            .collect::<Vec<u8>>()
    };
    let limits = Limits::default();
    let deepest = u32::try_from(limits.max_depth).unwrap();
    assert!(decode(&nested(deepest), &limits).is_ok());
    for levels in [deepest + 1, 100_000] {
        assert_eq!(decode(&nested(levels), &limits), Err(DecodeError::TooDeep));
    }
}

#[test]
fn there_are_no_more_items_than_the_limit() {
    let limits = Limits::default();
    let wide = |items: usize| {
        let inner = structure(0, &[]).repeat(items - 1);
        structure(u32::try_from(inner.len()).unwrap(), &inner)
    };
    assert!(decode(&wide(limits.max_items), &limits).is_ok());
    let error = decode(&wide(limits.max_items + 1), &limits).unwrap_err();
    assert_eq!(error, DecodeError::TooManyItems);
}

#[test]
fn values_have_the_form_of_their_type() {
    let item = |kind: u8, length: u32, body: &[u8]| {
        let header = [0x42, 0x00, 0x0D, kind];
        let bytes = [&header, length.to_be_bytes().as_slice(), body].concat();
        decode(&bytes, &Limits::default())
    };
    let tag = Tag::BATCH_COUNT;
    let wrong = |length| Err(DecodeError::WrongLength { tag, length });
    assert_eq!(
        item(0x02, 8, &[0; 8]),
        wrong(8),
        "an Integer of eight bytes"
    );
    assert_eq!(item(0x06, 4, &[0; 8]), wrong(4), "a Boolean of four bytes");
    assert_eq!(
        item(0x04, 4, &[0; 8]),
        wrong(4),
        "a Big Integer of four bytes"
    );
    assert_eq!(item(0x04, 0, &[]), wrong(0), "a Big Integer of none");
    let invalid = Err(DecodeError::InvalidValue(tag));
    assert_eq!(
        item(0x06, 8, &[0, 0, 0, 0, 0, 0, 0, 2]),
        invalid,
        "a Boolean of two"
    );
    assert_eq!(
        item(0x07, 1, &[0xFF, 0, 0, 0, 0, 0, 0, 0]),
        invalid,
        "a text not in UTF-8"
    );
    for code in [0x00, 0x0C, 0xFF] {
        assert_eq!(
            item(code, 0, &[]),
            Err(DecodeError::UnknownType { tag, code })
        );
    }
}

#[test]
fn neither_keys_nor_passwords_are_shown() {
    let secret = "c0ffee-c0ffee";
    let items = vec![
        Item::bytes(Tag::KEY_MATERIAL, secret),
        Item::text(Tag::PASSWORD, secret),
        Item::new(
            Tag::KEY_VALUE,
            Value::BigInteger(secret.as_bytes().to_vec().into()),
        ),
    ];
    let shown = format!("{:?}", Item::structure(Tag::KEY_BLOCK, items));
    let digits = hex::encode(secret);
    let numbers = format!("{:?}", secret.as_bytes());
    for secret in [secret, &digits, numbers.trim_matches(['[', ']'])] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
