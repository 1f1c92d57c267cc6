//! The response to a Get, decoded and encoded.

use std::hint::black_box;

use anyhow::{Result, anyhow, ensure};
use kmip::ResponseMessage;
use kmip::ttlv::Limits;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::medians;

/// Nanoseconds for reading and writing it: ours, by kmip-ttlv, and for copying its bytes twice.
pub(crate) fn measure() -> Result<[f64; 3]> {
    let bytes = response();
    let limits = Limits::default();
    let ours = ResponseMessage::decode(&bytes, &limits)?.encode();
    ensure!(
        ours.as_slice() == bytes,
        "what is read is not what is written"
    );
    let read = || kmip_ttlv::from_slice::<Response>(&bytes).map_err(|error| anyhow!("{error}"));
    let theirs = kmip_ttlv::ser::to_vec(&read()?).map_err(|error| anyhow!("{error}"))?;
    ensure!(theirs == bytes, "kmip-ttlv writes something else");

    let mut ours = || {
        let message = ResponseMessage::decode(black_box(&bytes), &limits).expect("it is one");
        black_box(message.encode());
    };
    let mut theirs = || {
        let message: Response = kmip_ttlv::from_slice(black_box(&bytes)).expect("it is one");
        black_box(kmip_ttlv::ser::to_vec(&message).expect("it can be written"));
    };
    let mut copy = vec![0; bytes.len()];
    let mut copied = || {
        for _ in 0..2 {
            copy.copy_from_slice(black_box(&bytes));
            black_box(&mut copy);
        }
    };
    Ok(medians(400, [&mut ours, &mut theirs, &mut copied]))
}

/// That of a successful Get of a 256-bit AES key, in KMIP 1.4.
fn response() -> Vec<u8> {
    fn item(tag: u32, kind: u8, value: &[u8]) -> Vec<u8> {
        let mut bytes = tag.to_be_bytes()[1..].to_vec();
        bytes.push(kind);
        bytes.extend(
            u32::try_from(value.len())
                .expect("it is short")
                .to_be_bytes(),
        );
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    }
    let structure = |tag, items: &[Vec<u8>]| item(tag, 1, &items.concat());
    let integer = |tag, value: u32| item(tag, 2, &value.to_be_bytes());
    let enumeration = |tag, value: u32| item(tag, 5, &value.to_be_bytes());
    let version = structure(0x42_0069, &[integer(0x42_006a, 1), integer(0x42_006b, 4)]);
    let time = item(0x42_0092, 9, &1_709_186_499_u64.to_be_bytes());
    let header = structure(0x42_007a, &[version, time, integer(0x42_000d, 1)]);
    let material = structure(0x42_0045, &[item(0x42_0043, 8, &[7; 32])]);
    let block = structure(
        0x42_0040,
        &[
            enumeration(0x42_0042, 1),
            material,
            enumeration(0x42_0028, 3),
            integer(0x42_002a, 256),
        ],
    );
    let payload = structure(
        0x42_007c,
        &[
            enumeration(0x42_0057, 2),
            item(0x42_0094, 7, b"5dc69834-1d44-4ec8-8c94-c95b67c8dbc6"),
            structure(0x42_008f, &[block]),
        ],
    );
    let done = [
        enumeration(0x42_005c, 10),
        item(0x42_0093, 8, &1_u64.to_be_bytes()),
        enumeration(0x42_007f, 0),
        payload,
    ];
    structure(0x42_007b, &[header, structure(0x42_000f, &done)])
}

/// As kmip-ttlv wants it: a name is a tag.
#[derive(Deserialize, Serialize)]
#[serde(rename = "0x42007B")]
struct Response {
    #[serde(rename = "0x42007A")]
    header: Header,
    #[serde(rename = "0x42000F")]
    item: Item,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x42007A")]
struct Header {
    #[serde(rename = "0x420069")]
    version: Version,
    #[serde(rename = "0x420092")]
    time: Time,
    #[serde(rename = "0x42000D")]
    count: Count,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x420069")]
struct Version {
    #[serde(rename = "0x42006A")]
    major: Major,
    #[serde(rename = "0x42006B")]
    minor: Minor,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x42000F")]
struct Item {
    #[serde(rename = "0x42005C")]
    operation: Operation,
    #[serde(rename = "0x420093")]
    id: ItemId,
    #[serde(rename = "0x42007F")]
    status: Status,
    #[serde(rename = "0x42007C")]
    payload: Payload,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x42007C")]
struct Payload {
    #[serde(rename = "0x420057")]
    object_type: ObjectType,
    #[serde(rename = "0x420094")]
    id: KeyId,
    #[serde(rename = "0x42008F")]
    key: SymmetricKey,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x42008F")]
struct SymmetricKey {
    #[serde(rename = "0x420040")]
    block: Block,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x420040")]
struct Block {
    #[serde(rename = "0x420042")]
    format: Format,
    #[serde(rename = "0x420045")]
    value: KeyValue,
    #[serde(rename = "0x420028")]
    algorithm: Algorithm,
    #[serde(rename = "0x42002A")]
    length: Length,
}

#[derive(Deserialize, Serialize)]
#[serde(rename = "0x420045")]
struct KeyValue {
    #[serde(rename = "0x420043")]
    material: Material,
}

macro_rules! enumeration {
    ($name:ident, $tag:literal, $value:literal) => {
        #[derive(Deserialize, Serialize)]
        #[serde(rename = $tag)]
        enum $name {
            #[serde(rename = $value)]
            Only,
        }
    };
}

enumeration!(Operation, "0x42005C", "0x0000000A");
enumeration!(Status, "0x42007F", "0x00000000");
enumeration!(ObjectType, "0x420057", "0x00000002");
enumeration!(Format, "0x420042", "0x00000001");
enumeration!(Algorithm, "0x420028", "0x00000003");

macro_rules! leaf {
    ($name:ident, $tag:literal, $value:ty) => {
        #[derive(Deserialize, Serialize)]
        #[serde(rename = $tag)]
        struct $name($value);
    };
}

leaf!(Count, "Transparent:0x42000D", i32);
leaf!(Major, "Transparent:0x42006A", i32);
leaf!(Minor, "Transparent:0x42006B", i32);
leaf!(Length, "Transparent:0x42002A", i32);
leaf!(ItemId, "Transparent:0x420093", ByteBuf);
leaf!(KeyId, "Transparent:0x420094", String);
leaf!(Material, "Transparent:0x420043", ByteBuf);

/// kmip-ttlv reads a Date-Time into an `i64` and writes one from a `u64`.
#[derive(Deserialize, Serialize)]
#[serde(rename = "Transparent:0x420092")]
struct Time(#[serde(deserialize_with = "time")] u64);

fn time<'a, D: serde::Deserializer<'a>>(source: D) -> Result<u64, D::Error> {
    i64::deserialize(source).map(i64::cast_unsigned)
}
