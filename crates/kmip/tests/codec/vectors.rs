//! The vectors of `tests/vectors`, whose README says where they are from.

use std::collections::BTreeMap;
use std::path::Path;

use kmip::operation::ResponsePayload;
use kmip::ttlv::Limits;
use kmip::{RequestMessage, ResponseMessage};

/// The bytes of a vector.
pub(crate) fn vector(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let path = folder.join(format!("{name}.hex"));
    let digits = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    hex::decode(digits.split_whitespace().collect::<String>()).unwrap()
}

/// All vectors, by name.
pub(crate) fn all() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let names = files.filter_map(|file| {
        let name = file.file_name().into_string().unwrap();
        name.strip_suffix(".hex").map(str::to_owned)
    });
    let all: BTreeMap<_, _> = names.map(|name| (name.clone(), vector(&name))).collect();
    assert!(all.len() > 100, "only {} vectors", all.len());
    all
}

/// A vector that is a request.
pub(crate) fn request(name: &str) -> RequestMessage {
    RequestMessage::decode(&vector(name), &Limits::default()).unwrap()
}

/// A vector that is a response.
pub(crate) fn response(name: &str) -> ResponseMessage {
    ResponseMessage::decode(&vector(name), &Limits::default()).unwrap()
}

/// The payload of the one item of a response.
pub(crate) fn payload_of(name: &str) -> ResponsePayload {
    let [item] = <[_; 1]>::try_from(response(name).items).unwrap();
    item.result.unwrap()
}
