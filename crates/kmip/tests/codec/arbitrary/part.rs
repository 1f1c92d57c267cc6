//! Items, attributes and objects.

use kmip::enums::{CryptographicAlgorithm, KeyFormatType, SecretDataType};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, KeyBlock, ManagedObject, ProtocolVersion};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use zeroize::Zeroizing;

/// The names of attributes in the standard, with the version that brought each.
const ATTRIBUTES: [(&str, ProtocolVersion); 8] = [
    ("State", ProtocolVersion::V1_0),
    ("Cryptographic Length", ProtocolVersion::V1_0),
    ("Object Group", ProtocolVersion::V1_0),
    ("Fresh", ProtocolVersion::V1_1),
    ("Original Creation Date", ProtocolVersion::V1_2),
    ("Random Number Generator", ProtocolVersion::V1_3),
    ("Comment", ProtocolVersion::V1_4),
    ("Protection Storage Masks", ProtocolVersion::V2_0),
];

pub(crate) fn version() -> impl Strategy<Value = ProtocolVersion> {
    proptest::sample::select(ProtocolVersion::SUPPORTED)
}

pub(super) fn bytes() -> impl Strategy<Value = Zeroizing<Vec<u8>>> {
    vec(any::<u8>(), 0..40).prop_map(Zeroizing::new)
}

pub(super) fn text() -> impl Strategy<Value = String> {
    any::<String>()
}

/// A value that is not a structure.
pub(super) fn leaf() -> impl Strategy<Value = Value> {
    let eights = vec(any::<[u8; 8]>(), 1..5);
    prop_oneof![
        any::<i32>().prop_map(Value::Integer),
        any::<i64>().prop_map(Value::LongInteger),
        eights.prop_map(|e| Value::BigInteger(Zeroizing::new(e.concat()))),
        any::<u32>().prop_map(Value::Enumeration),
        any::<bool>().prop_map(Value::Boolean),
        text().prop_map(Value::TextString),
        bytes().prop_map(Value::ByteString),
        any::<i64>().prop_map(Value::DateTime),
        any::<u32>().prop_map(Value::Interval),
        any::<i64>().prop_map(Value::DateTimeExtended),
    ]
}

pub(super) fn items_of(tags: impl Strategy<Value = Tag> + Clone + 'static) -> BoxedStrategy<Item> {
    let leaves = (tags.clone(), leaf()).prop_map(|(tag, value)| Item::new(tag, value));
    leaves
        .prop_recursive(6, 48, 6, move |inner| {
            (tags.clone(), vec(inner, 0..6)).prop_map(|(tag, items)| Item::structure(tag, items))
        })
        .boxed()
}

/// Any item at all.
pub(crate) fn item() -> BoxedStrategy<Item> {
    items_of((0..=0xFF_FFFF_u32).prop_map(Tag::new))
}

/// Items that no part of a message looks for, of tags that every version has.
pub(super) fn foreign() -> BoxedStrategy<Item> {
    let extension = (0x54_0000..=0x54_FFFF_u32).prop_map(Tag::new);
    items_of(prop_oneof![
        Just(Tag::SERVER_INFORMATION),
        Just(Tag::CRYPTOGRAPHIC_PARAMETERS),
        extension,
    ])
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    let structure = vec(foreign(), 1..4).prop_map(Value::Structure);
    prop_oneof![3 => leaf(), 1 => structure]
}

/// A name of an attribute that `version` has, or of a vendor's.
pub(super) fn attribute_name(version: ProtocolVersion) -> impl Strategy<Value = String> {
    let known = ATTRIBUTES
        .iter()
        .filter(move |(_, since)| *since <= version);
    let known: Vec<String> = known.map(|(name, _)| (*name).to_owned()).collect();
    prop_oneof![proptest::sample::select(known), "[xy]-[A-Za-z0-9 .]{1,12}"]
}

pub(crate) fn attribute(version: ProtocolVersion) -> impl Strategy<Value = Attribute> {
    let index = option::of(any::<i32>());
    (attribute_name(version), index, value()).prop_map(move |(name, index, value)| Attribute {
        name,
        index: index.filter(|_| !version.has_tagged_attributes()),
        value,
    })
}

pub(super) fn attributes(version: ProtocolVersion) -> impl Strategy<Value = Vec<Attribute>> {
    vec(attribute(version), 0..5)
}

/// A Key Value that is wrapped as a whole, or structured.
fn value_of_key() -> impl Strategy<Value = Item> {
    let wrapped = bytes().prop_map(|bytes| Item::new(Tag::KEY_VALUE, Value::ByteString(bytes)));
    let structured = vec(foreign(), 1..3).prop_map(|items| {
        let material = Item::structure(Tag::KEY_MATERIAL, items);
        Item::structure(Tag::KEY_VALUE, vec![material])
    });
    prop_oneof![wrapped, structured]
}

/// Items of vendors.
pub(super) fn extensions() -> impl Strategy<Value = Vec<Item>> {
    vec(
        items_of((0x54_0000..=0x54_FFFF_u32).prop_map(Tag::new)),
        0..3,
    )
}

pub(super) fn key_block() -> impl Strategy<Value = KeyBlock> {
    let format = (1..0x20_u32).prop_map(KeyFormatType::from_code);
    let algorithm = option::of((1..0x40_u32).prop_map(CryptographicAlgorithm::from_code));
    (
        format,
        option::of(bytes()),
        algorithm,
        option::of(any::<i32>()),
        option::of(value_of_key()),
        option::of(vec(foreign(), 0..3)),
    )
        .prop_map(|(format, material, algorithm, length, value, wrapping)| {
            let mut block = KeyBlock::new(format);
            block.wrapped = wrapping.is_some();
            let tag = Tag::KEY_WRAPPING_DATA;
            block.other = wrapping
                .map(|items| Item::structure(tag, items))
                .into_iter()
                .chain(value.filter(|_| material.is_none()))
                .collect();
            block.material = material;
            block.algorithm = algorithm;
            block.length = length;
            block
        })
}

pub(super) fn object() -> impl Strategy<Value = ManagedObject> {
    let certificate = Tag::of_name("Certificate").unwrap();
    prop_oneof![
        key_block().prop_map(ManagedObject::SymmetricKey),
        ((1..5_u32), key_block()).prop_map(|(kind, block)| ManagedObject::SecretData {
            kind: SecretDataType::from_code(kind),
            block,
        }),
        (any::<u32>(), bytes()).prop_map(|(kind, data)| ManagedObject::Opaque { kind, data }),
        vec(foreign(), 0..4)
            .prop_map(move |items| ManagedObject::Other(Item::structure(certificate, items))),
    ]
}
