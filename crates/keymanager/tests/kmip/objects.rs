//! What is created and registered.

use kmip::enums::{
    CryptographicAlgorithm, KeyCompressionType, KeyFormatType, ObjectType, QueryFunction,
    ResultReason, SecretDataType, State, UsageMask,
};
use kmip::operation::{ActivateRequest, QueryRequest, RegisterRequest};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, KeyBlock, ManagedObject, ProtocolVersion};
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
    assert_eq!(made(CryptographicAlgorithm::Skipjack, 80).unwrap(), 10);
    // With the parity bits of triple DES and without.
    for (bits, bytes) in [(112, 16), (128, 16), (168, 24), (192, 24)] {
        assert_eq!(
            made(CryptographicAlgorithm::TripleDes, bits).unwrap(),
            bytes
        );
    }
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
fn a_new_key_needs_its_algorithm_and_length() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for missing in 0..2 {
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
    assert_eq!(failure.reason, ResultReason::InvalidMessage);
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
    let opaque = get(&id).with_key_format_type(KeyFormatType::Opaque);
    let compressed =
        get(&id).with_key_compression_type(KeyCompressionType::EcPublicKeyTypeUncompressed);
    let wrapped = get(&id).with_key_wrapping_specification(Item::structure(
        Tag::KEY_WRAPPING_SPECIFICATION,
        Vec::new(),
    ));
    for (request, reason) in [
        (opaque, ResultReason::KeyFormatTypeNotSupported),
        (compressed, ResultReason::KeyCompressionTypeNotSupported),
        (wrapped, ResultReason::InvalidMessage),
    ] {
        assert_eq!(client.refused(request), reason);
    }
}

#[test]
fn a_key_of_triple_des_has_odd_parity() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut request = create(&[]);
    request.attributes[0] = Attribute::algorithm(CryptographicAlgorithm::TripleDes);
    request.attributes[1] = Attribute::length(168);
    let id = client.call(request).unwrap().unique_identifier;
    let material = client.get(&id).unwrap();
    assert!(material.iter().all(|byte| byte.count_ones() % 2 == 1));
    // It comes back as it is told.
    let mut block = key(&material);
    block.algorithm = Some(CryptographicAlgorithm::TripleDes);
    block.length = Some(168);
    client
        .call(register(ManagedObject::SymmetricKey(block)))
        .unwrap();
}

/// The key of a Transparent Symmetric Key is a field of its own (KMIP 1.4, section 2.1.7.1).
#[test]
fn symmetric_keys_are_transparent_or_raw_as_wanted() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut block = KeyBlock::new(KeyFormatType::TransparentSymmetricKey);
    block.algorithm = Some(CryptographicAlgorithm::Aes);
    block.length = Some(256);
    let within = Item::structure(
        Tag::KEY_MATERIAL,
        vec![Item::bytes(Tag::new(0x42_003F), [7; 32])],
    );
    block.other = vec![Item::structure(Tag::KEY_VALUE, vec![within])];
    let transparent = ManagedObject::SymmetricKey(block);
    let raw = ManagedObject::SymmetricKey(key(&[7; 32]));
    for registered in [&transparent, &raw] {
        let id = client.call(register(registered.clone())).unwrap();
        let id = id.unique_identifier;
        assert_eq!(client.object(&id).unwrap(), *registered);
        for (format, object) in [
            (KeyFormatType::Raw, &raw),
            (KeyFormatType::TransparentSymmetricKey, &transparent),
        ] {
            let request = get(&id).with_key_format_type(format);
            assert_eq!(client.call(request).unwrap().object, *object);
        }
    }
}

#[test]
fn key_pairs_and_certificates_are_kept_as_they_came() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let pair = |tag, format: KeyFormatType, bytes: &[u8]| {
        let material = Item::bytes(Tag::KEY_MATERIAL, bytes);
        let algorithm = CryptographicAlgorithm::Rsa.code();
        let block = vec![
            Item::enumeration(Tag::KEY_FORMAT_TYPE, format.code()),
            Item::structure(Tag::KEY_VALUE, vec![material]),
            Item::enumeration(Tag::CRYPTOGRAPHIC_ALGORITHM, algorithm),
            Item::integer(Tag::CRYPTOGRAPHIC_LENGTH, 2048),
        ];
        let block = Item::structure(Tag::KEY_BLOCK, block);
        ManagedObject::Other(Item::structure(tag, vec![block]))
    };
    let certificate = ManagedObject::Other(Item::structure(
        Tag::new(0x42_0013),
        vec![
            Item::enumeration(Tag::new(0x42_001D), 1),
            Item::bytes(Tag::new(0x42_001E), [0x30, 0x03, 1, 2, 3]),
        ],
    ));
    let (public, private) = (Tag::new(0x42_006D), Tag::new(0x42_0064));
    for (object, format, kind) in [
        (
            pair(public, KeyFormatType::X509, b"spki"),
            Some(5),
            ObjectType::PublicKey,
        ),
        (
            pair(private, KeyFormatType::Pkcs8, b"pkcs8"),
            Some(4),
            ObjectType::PrivateKey,
        ),
        (certificate, None, ObjectType::Certificate),
    ] {
        let request = register(object.clone());
        assert_eq!(request.object_type, kind);
        let id = client.call(request).unwrap().unique_identifier;
        assert_eq!(client.object(&id).unwrap(), object);
        assert_eq!(client.state(&id), State::PreActive);
        client.activate(&id).unwrap();
        if let Some(format) = format {
            let bits = &client.values(&id, "Cryptographic Length")[0];
            assert_eq!(bits.as_integer(), Some(2048));
            let told = KeyFormatType::from_code(format);
            client.call(get(&id).with_key_format_type(told)).unwrap();
            let raw = get(&id).with_key_format_type(KeyFormatType::Raw);
            assert_eq!(client.refused(raw), ResultReason::KeyFormatTypeNotSupported);
        }
    }
    let empty = ManagedObject::Other(Item::structure(
        Tag::new(0x42_0013),
        vec![Item::enumeration(Tag::new(0x42_001D), 1)],
    ));
    assert_eq!(client.refused(register(empty)), ResultReason::InvalidField);
}

#[test]
fn attributes_that_the_server_sets() {
    let fixture = Fixture::new();
    let mut client = fixture.session().at(ProtocolVersion::V2_1);
    let id = client.create("k");
    let value = |client: &mut crate::session::Session, name: &str| {
        let mut values = client.values(&id, name);
        assert_eq!(values.len(), 1, "{name}");
        values.remove(0)
    };
    assert_eq!(value(&mut client, "Lease Time"), Value::Interval(3600));
    assert_eq!(value(&mut client, "Key Format Type"), Value::Enumeration(1));
    let Value::ByteString(short) = value(&mut client, "Short Unique Identifier") else {
        panic!("bytes");
    };
    assert_eq!(short.len(), 16);
    assert!(matches!(
        value(&mut client, "Protection Storage Mask"),
        Value::Integer(_)
    ));
    let generator = value(&mut client, "Random Number Generator");
    assert_eq!(generator.as_structure().unwrap().len(), 4);
    let fresh = create(&[Attribute::new("Fresh", Value::Boolean(true))]);
    client.call(fresh).unwrap();
    // Key Format Type is no attribute before 2.0.
    let mut older = client.at(ProtocolVersion::V1_4);
    assert!(older.attributes(&id, &["Key Format Type"]).is_empty());
    assert_eq!(older.values(&id, "Lease Time"), [Value::Interval(3600)]);
}

#[test]
fn what_the_server_tells_of_itself() {
    use QueryFunction::{
        QueryCapabilities, QueryClientRegistrationMethods, QueryObjects, QueryProfiles, QueryRngs,
        QueryStorageProtectionMasks,
    };
    let fixture = Fixture::new();
    let mut client = fixture.session().at(ProtocolVersion::V2_1);
    let functions = vec![
        QueryObjects,
        QueryRngs,
        QueryCapabilities,
        QueryClientRegistrationMethods,
        QueryStorageProtectionMasks,
        QueryProfiles,
    ];
    let told = client.call(QueryRequest::new(functions)).unwrap();
    assert!(told.object_types.contains(&ObjectType::Certificate));
    assert!(!told.object_types.contains(&ObjectType::Template));
    let tags: Vec<String> = told.other.iter().map(|item| item.tag.to_string()).collect();
    let expected = [
        "RNG Parameters",
        "Capability Information",
        "Client Registration Method",
        "Protection Storage Mask",
    ];
    assert_eq!(tags, expected);
    let objects = QueryRequest::new(vec![QueryObjects]);
    let told = client.at(ProtocolVersion::V1_4).call(objects).unwrap();
    assert!(told.object_types.contains(&ObjectType::Template));
}
