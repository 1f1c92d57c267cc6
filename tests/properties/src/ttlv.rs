//! The decoder.

use kmip::ttlv::{Item, Limits, Value, decode, encode, length_of_message};
use kmip::{RequestMessage, ResponseMessage};

/// Bytes give an item or an error. An item takes no more room than its bytes, and is the same when it
/// is written and read again; so is a message, whichever way it goes.
pub fn ttlv(bytes: &[u8]) {
    let limits = Limits::default();
    if let Some(header) = bytes.first_chunk() {
        let _ = length_of_message(*header, &limits);
    }
    if let Ok(item) = decode(bytes, &limits) {
        let (items, content) = size(&item);
        assert!(
            items * 8 + content <= bytes.len(),
            "{items} items, {content} bytes"
        );
        assert_eq!(decode(&encode(&item), &limits), Ok(item));
    }
    if let Ok(message) = RequestMessage::decode(bytes, &limits) {
        let again = message.encode();
        let read = RequestMessage::decode(&again, &limits).expect("what is written can be read");
        assert_eq!(read.encode(), again);
    }
    if let Ok(message) = ResponseMessage::decode(bytes, &limits) {
        let again = message.encode();
        let read = ResponseMessage::decode(&again, &limits).expect("what is written can be read");
        assert_eq!(read.encode(), again);
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
