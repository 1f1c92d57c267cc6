//! Keys that are handed out encrypted under another key.

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap};
use kmip::enums::{CryptographicAlgorithm, ResultReason, UsageMask};
use kmip::operation::RegisterRequest;
use kmip::ttlv::{Item, Limits, Tag, Value, decode};
use kmip::{Attribute, KeyBlock, ManagedObject, ProtocolVersion};
use zeroize::Zeroizing;

use crate::fixture::Fixture;
use crate::session::{Session, create, get};

const KEK: [u8; 32] = [3; 32];

fn wrapping_key(client: &mut Session, material: &[u8], mask: UsageMask) -> String {
    let material = Zeroizing::new(material.to_vec());
    let block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
    let object = ManagedObject::SymmetricKey(block);
    let request = RegisterRequest::new(vec![Attribute::usage_mask(mask)], object);
    client.call(request).unwrap().unique_identifier
}

fn specification(key: &str, further: &[Item]) -> Item {
    let information = Item::structure(
        Tag::new(0x42_0036),
        vec![
            Item::text(Tag::UNIQUE_IDENTIFIER, key),
            Item::structure(
                Tag::CRYPTOGRAPHIC_PARAMETERS,
                vec![Item::enumeration(Tag::new(0x42_0011), 0x0D)],
            ),
        ],
    );
    let method = Item::enumeration(Tag::new(0x42_009E), 1);
    let fields = [&[method, information][..], further].concat();
    Item::structure(Tag::KEY_WRAPPING_SPECIFICATION, fields)
}

fn encoding(option: u32) -> Item {
    Item::enumeration(Tag::new(0x42_00A3), option)
}

fn unwrap(object: ManagedObject) -> Vec<u8> {
    let ManagedObject::SymmetricKey(block) = object else {
        panic!("a symmetric key");
    };
    assert!(block.wrapped && block.material.is_none());
    let value = block.other.iter().find(|item| item.tag == Tag::KEY_VALUE);
    let Value::ByteString(wrapped) = &value.unwrap().value else {
        panic!("a wrapped value is bytes");
    };
    let mut clear = vec![0; wrapped.len()];
    let kek = AesKek::new(&AES_256, &KEK).unwrap();
    kek.unwrap(wrapped, &mut clear).unwrap().to_vec()
}

#[test]
fn a_key_wrapped_by_another() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let kek = wrapping_key(&mut client, &KEK, UsageMask::WRAP_KEY);
    client.activate(&kek).unwrap();
    let id = client.create("k");
    let material = client.get(&id).unwrap();

    let plain = get(&id).with_key_wrapping_specification(specification(&kek, &[encoding(1)]));
    let object = client.call(plain).unwrap().object;
    assert_eq!(unwrap(object), material);

    // Without a word, and with one, it is the whole Key Value.
    for further in [vec![], vec![encoding(2)]] {
        let request = get(&id).with_key_wrapping_specification(specification(&kek, &further));
        let object = client.call(request).unwrap().object;
        let value = decode(&unwrap(object), &Limits::default()).unwrap();
        let material = Item::bytes(Tag::KEY_MATERIAL, material.clone());
        assert_eq!(value, Item::structure(Tag::KEY_VALUE, vec![material]));
    }
}

/// As it came, in the clear, and wrapped by another key.
#[test]
fn a_key_registered_wrapped() {
    let fixture = Fixture::new();
    for version in [ProtocolVersion::V1_4, ProtocolVersion::V2_1] {
        let mut client = fixture.session_of(&format!("app {version}")).at(version);
        let kek = wrapping_key(&mut client, &KEK, UsageMask::WRAP_KEY);
        client.activate(&kek).unwrap();
        let id = client.create(&format!("k {version}"));
        let material = client.get(&id).unwrap();
        for further in [vec![encoding(1)], vec![]] {
            let request = get(&id).with_key_wrapping_specification(specification(&kek, &further));
            let wrapped = client.call(request).unwrap().object;
            let register = RegisterRequest::new(Vec::new(), wrapped.clone());
            let copy = client.call(register).unwrap().unique_identifier;
            let plain = get(&copy).with_key_wrap_type(1);
            let ManagedObject::SymmetricKey(block) = client.call(plain).unwrap().object else {
                panic!("a symmetric key");
            };
            assert_eq!(block.material.unwrap().to_vec(), material);
            for request in [get(&copy), get(&copy).with_key_wrap_type(2)] {
                assert_eq!(client.call(request).unwrap().object, wrapped);
            }
            assert!(client.values(&copy, "Key Wrapping Data").is_empty());
            // What its bytes do not verify is refused.
            let mut altered = wrapped;
            let ManagedObject::SymmetricKey(block) = &mut altered else {
                panic!("a symmetric key");
            };
            block.material = Some(Zeroizing::new(vec![7; 40]));
            block.other.retain(|item| item.tag != Tag::KEY_VALUE);
            let register = RegisterRequest::new(Vec::new(), altered);
            assert_eq!(client.refused(register), ResultReason::InvalidField);
        }
    }
}

/// Sensitive keys leave the key manager in this way only.
#[test]
fn a_sensitive_key_may_leave_wrapped() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let kek = wrapping_key(&mut client, &KEK, UsageMask::WRAP_KEY);
    client.activate(&kek).unwrap();
    let request = create(&[Attribute::new("Sensitive", Value::Boolean(true))]);
    let id = client.call(request).unwrap().unique_identifier;
    assert_eq!(client.refused(get(&id)), ResultReason::Sensitive);
    let wrapped = get(&id).with_key_wrapping_specification(specification(&kek, &[]));
    client.call(wrapped).unwrap();
}

#[test]
fn keys_that_wrap_nothing() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let not_active = wrapping_key(&mut client, &KEK, UsageMask::WRAP_KEY);
    let of_another_use = wrapping_key(&mut client, &KEK, UsageMask::ENCRYPT);
    client.activate(&of_another_use).unwrap();
    let usable = wrapping_key(&mut client, &KEK, UsageMask::WRAP_KEY);
    client.activate(&usable).unwrap();
    let identity = fixture.identity("other", &["another group"]);
    let mut other = Session::open(&fixture, Some(&identity));
    let of_others = wrapping_key(&mut other, &KEK, UsageMask::WRAP_KEY);
    other.activate(&of_others).unwrap();
    let mac = Item::structure(Tag::new(0x42_004E), Vec::new());
    for (specification, reason) in [
        (
            specification(&not_active, &[]),
            ResultReason::PermissionDenied,
        ),
        (
            specification(&of_another_use, &[]),
            ResultReason::PermissionDenied,
        ),
        (specification(&of_others, &[]), ResultReason::ItemNotFound),
        (specification("nobody", &[]), ResultReason::ItemNotFound),
        (
            specification(&usable, &[mac]),
            ResultReason::FeatureNotSupported,
        ),
        (
            specification(&usable, &[encoding(9)]),
            ResultReason::InvalidField,
        ),
        (
            Item::structure(Tag::KEY_WRAPPING_SPECIFICATION, Vec::new()),
            ResultReason::InvalidMessage,
        ),
    ] {
        let request = get(&id).with_key_wrapping_specification(specification);
        assert_eq!(client.refused(request), reason);
    }
}
