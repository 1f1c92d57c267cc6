//! What a small request may ask for: answers, and numbers, that are too large.

use std::time::{Duration, Instant};

use kmip::enums::{BatchErrorContinuationOption, Operation, ResultReason};
use kmip::operation::{
    GetAttributesRequest, LocateRequest, QueryRequest, ReKeyRequest, RequestPayload,
};
use kmip::ttlv::{Tag, Value};
use kmip::{Attribute, RequestMessage, ResponseMessage};
use pure_keymanager::model::KeyManagerError;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};

use crate::fixture::{Fixture, Identity, NOW, name};
use crate::session::{Session, create};

/// Gives a key so many copies of itself, which have other names.
fn multiply(fixture: &Fixture, id: &str, copies: i64) {
    let db = rusqlite::Connection::open(fixture.folder.path().join("keymanager.db")).unwrap();
    db.execute_batch(&format!(
        "CREATE TEMP TABLE copy AS SELECT * FROM key WHERE id = '{id}';
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})
         INSERT INTO key (id, groups, object_type, state, enabled, fresh, algorithm, length,
             usage_mask, sensitive, always_sensitive, extractable, never_extractable, initial,
             last_change)
         SELECT printf('00000000-0000-0000-0000-%012d', i), groups, object_type, state, enabled,
             fresh, algorithm, length, usage_mask, sensitive, always_sensitive, extractable,
             never_extractable, initial, last_change FROM copy, n;"
    ))
    .unwrap();
}

fn locate(maximum: Option<i32>) -> LocateRequest {
    match maximum {
        Some(maximum) => LocateRequest::new(Vec::new()).with_maximum_items(maximum),
        None => LocateRequest::new(Vec::new()),
    }
}

/// The only item, and why it failed.
fn refused(response: &ResponseMessage) -> (Option<Operation>, ResultReason) {
    let [item] = response.items.as_slice() else {
        panic!("{response:?}")
    };
    let failure = item.result.as_ref().expect_err("it was done");
    (item.operation, failure.reason)
}

#[test]
fn a_batch_of_searches_does_not_grow_without_bound() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    multiply(&fixture, &id, 4000);
    let search = || RequestPayload::from(locate(None));
    for on_error in [None, Some(BatchErrorContinuationOption::Continue)] {
        let mut batch = client.batch((0..200).map(|_| search()).collect());
        batch.header.on_error = on_error;
        assert!(batch.encode().len() < 28_000);
        let response = client.exchange(&batch).unwrap();
        let too_large = ResultReason::ResponseTooLarge;
        assert_eq!(refused(&response), (Some(Operation::Locate), too_large));
    }
    // What fits is given, and the session goes on.
    let batch = client.batch((0..4).map(|_| search()).collect());
    assert_eq!(client.exchange(&batch).unwrap().items.len(), 4);
    let batch = client.batch((0..257).map(|_| QueryRequest::default().into()).collect());
    let response = client.exchange(&batch).unwrap();
    assert_eq!(refused(&response), (None, ResultReason::InvalidMessage));
    let batch = client.batch((0..256).map(|_| QueryRequest::default().into()).collect());
    assert_eq!(client.exchange(&batch).unwrap().items.len(), 256);
}

#[test]
fn what_a_client_accepts_is_refused_with_the_operation() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut request = RequestMessage::single(client.version, create(&[]).into());
    request.header.max_response_size = Some(100);
    let response = client.exchange(&request).unwrap();
    let too_large = ResultReason::ResponseTooLarge;
    assert_eq!(refused(&response), (Some(Operation::Create), too_large));
    assert!(client.locate(&[]).is_empty());
    // To the byte.
    let id = client.create("k");
    let mut request = RequestMessage::single(
        client.version,
        GetAttributesRequest::new(id, Vec::new()).into(),
    );
    let length = client.exchange(&request).unwrap().encode().len();
    for (maximum, fits) in [(length, true), (length - 1, false)] {
        request.header.max_response_size = Some(i32::try_from(maximum).unwrap());
        let response = client.exchange(&request).unwrap();
        assert_eq!(response.items[0].result.is_ok(), fits, "{maximum}");
    }
}

#[test]
fn a_search_finds_a_bounded_number() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    multiply(&fixture, &id, 10_000);
    assert_eq!(client.refused(locate(None)), ResultReason::ResponseTooLarge);
    let far = locate(Some(i32::MAX));
    assert_eq!(client.refused(far), ResultReason::ResponseTooLarge);
    let response = client.call(locate(Some(10_000))).unwrap();
    assert_eq!(response.unique_identifiers.len(), 10_000);
    let page = locate(Some(10)).with_offset_items(10_000);
    let response = client.call(page).unwrap();
    assert_eq!(response.unique_identifiers.len(), 1);
    assert_eq!(response.located_items, Some(10_001));
}

#[test]
fn an_object_has_a_bounded_amount_of_attributes() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let custom = |number: usize, length: usize| Attribute {
        name: format!("x-{number}"),
        index: None,
        value: Value::TextString("x".repeat(length)),
    };
    let mut added = 0;
    while client.add(&id, custom(added, 50_000)).is_ok() {
        added += 1;
    }
    assert_eq!(added, 5);
    let long = Attribute::object_name("n".repeat(300_000));
    client.add(&id, long.clone()).unwrap_err();
    assert!(client.call(create(&[long])).is_err());
    assert_eq!(client.attributes(&id, &["x-0", "x-4", "x-5"]).len(), 2);
}

#[test]
fn dates_that_are_out_of_range_are_refused() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let date = |tag, date| Attribute::date(tag, date);
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for activation in ends {
        for deactivation in ends {
            let dates = [
                date(Tag::ACTIVATION_DATE, activation),
                date(Tag::DEACTIVATION_DATE, deactivation),
            ];
            let Ok(made) = client.call(create(&dates)) else {
                assert!(activation > deactivation, "{activation} {deactivation}");
                continue;
            };
            let id = made.unique_identifier;
            for offset in [0, 1, u32::MAX] {
                let request = ReKeyRequest::new(id.clone()).with_offset(offset);
                if let Err(failure) = client.call(request) {
                    assert_eq!(failure.reason, ResultReason::InvalidField);
                }
            }
            client.attributes(&id, &[]);
            for end in ends {
                let range = [
                    date(Tag::ACTIVATION_DATE, end),
                    date(Tag::ACTIVATION_DATE, activation),
                ];
                client.locate(&range);
            }
        }
    }
    let made = client.call(create(&[date(Tag::ACTIVATION_DATE, i64::MIN)]));
    let request = ReKeyRequest::new(made.unwrap().unique_identifier).with_offset(0);
    assert_eq!(client.refused(request), ResultReason::InvalidField);
    fixture.manager.keys(None).unwrap();
}

#[test]
fn numbers_of_any_size_are_no_panic() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for number in [i32::MIN, -1, 0, 1, i32::MAX] {
        let _ = client.call(create(&[Attribute::length(number)]));
        let search = LocateRequest::new(Vec::new()).with_maximum_items(number);
        let _ = client.call(search);
        let mut request = RequestMessage::single(client.version, locate(Some(1)).into());
        request.header.max_response_size = Some(number);
        client.exchange(&request).unwrap();
        client.exchange_as(&request, number).unwrap();
    }
    client.create("still there");
}

/// A certificate that ends at that second.
fn ending_at(fixture: &Fixture, end: i64) -> Identity {
    let app = fixture.app("ending", &["storage"]);
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, app.id.as_str());
    params.not_before = rcgen::date_time_ymd(2029, 1, 1);
    params.not_after =
        rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(end.try_into().unwrap());
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let identity = Identity {
        certificate: params.self_signed(&key).unwrap().der().to_vec(),
        key: key.serialize_der(),
        app,
    };
    fixture.upload(&identity);
    identity
}

fn query() -> RequestMessage {
    RequestMessage::single(kmip::ProtocolVersion::V1_4, QueryRequest::default().into())
}

#[test]
fn a_session_ends_when_its_certificate_does() {
    let fixture = Fixture::new();
    let identity = ending_at(&fixture, NOW + 100);
    let mut session = Session::open(&fixture, Some(&identity));
    for _ in 0..2 {
        assert!(session.exchange(&query()).unwrap().items[0].result.is_ok());
        fixture.advance(50);
    }
    // Its last second.
    assert!(session.exchange(&query()).unwrap().items[0].result.is_ok());
    fixture.advance(1);
    // Told, or closed at once if the server saw it first, after its last response.
    if let Ok(response) = session.exchange(&query()) {
        let not_known = ResultReason::AuthenticationNotSuccessful;
        assert_eq!(refused(&response), (Some(Operation::Query), not_known));
    }
    assert!(session.exchange(&query()).is_err(), "it continues");
}

#[test]
fn a_silent_session_ends_with_its_certificate() {
    let fixture = Fixture::new();
    let identity = ending_at(&fixture, NOW + 1);
    let mut session = Session::open(&fixture, Some(&identity));
    session.exchange(&query()).unwrap();
    let begun = Instant::now();
    assert!(session.read().is_err());
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn an_app_without_a_group_is_an_error() {
    let fixture = Fixture::new();
    let refused = fixture.manager.create_app(&[], &name("lonely"), "kmip");
    assert!(
        matches!(refused, Err(KeyManagerError::NoGroup)),
        "{refused:?}"
    );
}
