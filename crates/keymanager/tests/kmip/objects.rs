//! What is created and registered.

use kmip::enums::{
    CryptographicAlgorithm, KeyCompressionType, KeyFormatType, ObjectType, ResultReason,
    SecretDataType, State, UsageMask,
};
use kmip::operation::{ActivateRequest, RegisterRequest};
use kmip::ttlv::{Item, Tag};
use kmip::{Attribute, KeyBlock, ManagedObject};
use zeroize::Zeroizing;

use crate::fixture::Fixture;
use crate::session::{create, get};

fn register(object: ManagedObject) -> RegisterRequest {
    RegisterRequest::new(vec![Attribute::usage_mask(UsageMask::ENCRYPT)], object)
}

fn key(material: &[u8]) -> KeyBlock {
    KeyBlock::raw(
        CryptographicAlgorithm::Aes,
        Zeroizing::new(material.to_vec()),
    )
}

#[test]
fn keys_are_made_in_the_lengths_of_their_algorithm() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut made = |algorithm, bits| {
        let mut request = create(&[]);
        request.attributes[0] = Attribute::algorithm(algorithm);
        request.attributes[1] = Attribute::length(bits);
        let id = client.call(request)?.unique_identifier;
        Ok::<_, kmip::Failure>(client.get(&id).unwrap().len())
    };
    for bits in [128, 192, 256] {
        let bytes = made(CryptographicAlgorithm::Aes, bits).unwrap();
        assert_eq!(bytes, usize::try_from(bits / 8).unwrap());
    }
    assert_eq!(made(CryptographicAlgorithm::HmacSha256, 512).unwrap(), 64);
    for (algorithm, bits) in [
        (CryptographicAlgorithm::Aes, 0),
        (CryptographicAlgorithm::Aes, -256),
        (CryptographicAlgorithm::Aes, 255),
        (CryptographicAlgorithm::Aes, 512),
        (CryptographicAlgorithm::HmacSha256, i32::MAX),
        (CryptographicAlgorithm::Rsa, 2048),
        (CryptographicAlgorithm::from_code(0x7777), 256),
    ] {
        let refused = made(algorithm, bits).unwrap_err();
        assert_eq!(refused.reason, ResultReason::InvalidField);
    }
}

#[test]
fn a_new_key_needs_its_algorithm_length_and_use() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for missing in 0..3 {
        let mut request = create(&[]);
        request.attributes.remove(missing);
        assert_eq!(client.refused(request), ResultReason::InvalidField);
    }
    let mut twice = create(&[]);
    twice.attributes.push(Attribute::length(256));
    assert_eq!(client.refused(twice), ResultReason::InvalidField);
    let mut pair = create(&[]);
    pair.object_type = ObjectType::PrivateKey;
    assert_eq!(client.refused(pair), ResultReason::InvalidField);
    let state = create(&[Attribute::state(State::Active)]);
    assert_eq!(client.refused(state), ResultReason::InvalidField);
    let nameless = create(&[Attribute::object_name("")]);
    assert_eq!(client.refused(nameless), ResultReason::InvalidField);
    assert!(client.locate(&[]).is_empty(), "something was left behind");
}

#[test]
fn every_key_is_another() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut seen = std::collections::HashSet::new();
    for number in 0..50 {
        let id = client.create(&number.to_string());
        assert!(seen.insert(client.get(&id).unwrap()));
    }
}

#[test]
fn a_registered_key_comes_back() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let object = ManagedObject::SymmetricKey(key(&[7; 32]));
    let id = client
        .call(register(object.clone()))
        .unwrap()
        .unique_identifier;
    assert_eq!(client.object(&id).unwrap(), object);
    assert_eq!(client.state(&id), State::PreActive);
    let length = &client.values(&id, "Cryptographic Length")[0];
    assert_eq!(length.as_integer(), Some(256));

    let [
        mut wrong_length,
        mut wrapped,
        mut transparent,
        mut of_nothing,
    ] = [(); 4].map(|()| key(&[7; 32]));
    wrong_length.length = Some(128);
    wrapped.wrapped = true;
    transparent.format = KeyFormatType::TransparentSymmetricKey;
    of_nothing.algorithm = None;
    let mut empty = key(&[]);
    empty.length = None;
    for (block, reason) in [
        (wrong_length, ResultReason::InvalidField),
        (empty, ResultReason::InvalidField),
        (of_nothing, ResultReason::InvalidField),
        (transparent, ResultReason::KeyFormatTypeNotSupported),
    ] {
        let request = register(ManagedObject::SymmetricKey(block));
        assert_eq!(client.refused(request), reason);
    }
    // The codec does not write wrapping data, so the request is made by hand.
    let request = register(ManagedObject::SymmetricKey(wrapped));
    let message = kmip::RequestMessage::single(client.version, request.into());
    let mut item = message.to_item();
    wrap(&mut item);
    client.write(&kmip::ttlv::encode(&item)).unwrap();
    let response = client.read().unwrap();
    let response = kmip::ResponseMessage::decode(&response, &Default::default()).unwrap();
    let failure = response.items[0].result.clone().unwrap_err();
    assert_eq!(failure.reason, ResultReason::FeatureNotSupported);
}

/// Gives every key block wrapping data.
fn wrap(item: &mut Item) {
    if let kmip::ttlv::Value::Structure(items) = &mut item.value {
        items.iter_mut().for_each(wrap);
        if item.tag == Tag::KEY_BLOCK {
            items.push(Item::structure(Tag::KEY_WRAPPING_DATA, Vec::new()));
        }
    }
}

#[test]
fn secret_data_and_opaque_objects_are_kept() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let secret = ManagedObject::SecretData {
        kind: SecretDataType::Password,
        block: KeyBlock::new(KeyFormatType::Opaque)
            .with_material(Zeroizing::new(b"open sesame".to_vec())),
    };
    let id = client
        .call(register(secret.clone()))
        .unwrap()
        .unique_identifier;
    assert_eq!(client.object(&id).unwrap(), secret);
    client.activate(&id).unwrap();
    assert_eq!(client.state(&id), State::Active);

    let opaque = ManagedObject::Opaque {
        kind: 0x8000_0001,
        data: Zeroizing::new(vec![1, 2, 3]),
    };
    let id = client
        .call(register(opaque.clone()))
        .unwrap()
        .unique_identifier;
    assert_eq!(client.object(&id).unwrap(), opaque);
    // It is not a cryptographic object: it has no state.
    assert!(client.attributes(&id, &["State", "Digest"]).is_empty());
    let unique_identifier = Some(id.clone());
    let refused = client.refused(ActivateRequest::new(unique_identifier));
    assert_eq!(refused, ResultReason::IllegalOperation);
    client.destroy(&id).unwrap();
    assert_eq!(client.refused(get(&id)), ResultReason::ItemNotFound);

    let mut confused = register(opaque);
    confused.object_type = ObjectType::SecretData;
    assert_eq!(client.refused(confused), ResultReason::InvalidField);
}

#[test]
fn keys_are_given_as_they_are() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let raw = get(&id).with_key_format_type(KeyFormatType::Raw);
    client.call(raw).unwrap();
    let transparent = get(&id).with_key_format_type(KeyFormatType::TransparentSymmetricKey);
    let compressed =
        get(&id).with_key_compression_type(KeyCompressionType::EcPublicKeyTypeUncompressed);
    let wrapped = get(&id).with_key_wrapping_specification(Item::structure(
        Tag::KEY_WRAPPING_SPECIFICATION,
        Vec::new(),
    ));
    for (request, reason) in [
        (transparent, ResultReason::KeyFormatTypeNotSupported),
        (compressed, ResultReason::KeyCompressionTypeNotSupported),
        (wrapped, ResultReason::FeatureNotSupported),
    ] {
        assert_eq!(client.refused(request), reason);
    }
}
