//! Batches, and what a request as a whole has to be like.

use kmip::enums::{BatchErrorContinuationOption, Operation, ResultReason, ResultStatus, State};
use kmip::operation::{
    ActivateRequest, DestroyRequest, GetRequest, LocateRequest, RequestPayload, ResponsePayload,
    UnknownPayload,
};
use kmip::ttlv::Tag;
use kmip::{Attribute, RequestMessage};

use crate::fixture::Fixture;
use crate::session::{Session, create, get};

fn named(name: &str) -> RequestPayload {
    create(&[Attribute::object_name(name)]).into()
}

fn activate() -> RequestPayload {
    ActivateRequest::new(None).into()
}

fn failing() -> RequestPayload {
    get("none").into()
}

/// The reasons of the items of a response; `None` for those that were done.
fn reasons(client: &mut Session, request: &RequestMessage) -> Vec<Option<ResultReason>> {
    let response = client.exchange(request).unwrap();
    let reason = |result: &Result<_, kmip::Failure>| result.as_ref().err().map(|it| it.reason);
    response.items.iter().map(|it| reason(&it.result)).collect()
}

#[test]
fn the_placeholder_stands_for_what_was_made_or_found() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let placed = || GetRequest::default().into();
    let batch = client.batch(vec![named("k"), activate(), placed()]);
    let response = client.exchange(&batch).unwrap();
    let ids: Vec<_> = response.items.iter().map(|item| item.id.clone()).collect();
    assert_eq!(ids, [1, 2, 3].map(|number| Some(vec![0, number])));
    let Ok(ResponsePayload::Get(got)) = &response.items[2].result else {
        panic!("{response:?}")
    };
    let id = got.unique_identifier.clone();
    assert_eq!(client.state(&id), State::Active);

    let locate = |name: &str| -> RequestPayload {
        LocateRequest::new(vec![Attribute::object_name(name)]).into()
    };
    let batch = client.batch(vec![locate("k"), placed()]);
    assert_eq!(reasons(&mut client, &batch), [None, None]);
    // When nothing or several are found it refers to nothing, whatever it was before.
    client.create("l");
    for (search, reason) in [
        (locate("none"), ResultReason::ItemNotFound),
        (
            LocateRequest::default().into(),
            ResultReason::InvalidMessage,
        ),
    ] {
        let batch = client.batch(vec![named("m"), search, placed()]);
        let reasons = reasons(&mut client, &batch);
        assert_eq!(reasons, [None, None, Some(reason)]);
        let made = client.locate(&[Attribute::object_name("m")]);
        client.destroy(&made[0]).unwrap();
    }
    // It does not last longer than its batch.
    let alone = client.refused(GetRequest::default());
    assert_eq!(alone, ResultReason::InvalidMessage);
}

#[test]
fn a_failure_ends_a_batch_or_does_not() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let missing = Some(ResultReason::ItemNotFound);
    // It has no reason of its own, which reads as this one.
    let canceled = Some(ResultReason::GeneralFailure);
    let continue_ = BatchErrorContinuationOption::Continue;
    let stop = BatchErrorContinuationOption::Stop;
    let undo = BatchErrorContinuationOption::Undo;
    let table: [(_, Vec<_>, &[&str]); 4] = [
        (None, vec![None, missing], &["a"]),
        (Some(stop), vec![None, missing], &["a"]),
        (Some(continue_), vec![None, missing, None], &["a", "b"]),
        (Some(undo), vec![canceled, missing], &[]),
    ];
    for (option, expected, left) in table {
        let mut batch = client.batch(vec![named("a"), failing(), named("b")]);
        batch.header.on_error = option;
        assert_eq!(reasons(&mut client, &batch), expected, "{option:?}");
        for name in ["a", "b"] {
            let found = client.locate(&[Attribute::object_name(name)]);
            assert_eq!(!found.is_empty(), left.contains(&name), "{option:?} {name}");
            found.iter().for_each(|id| client.destroy(id).unwrap());
        }
    }
    let mut batch = client.batch(vec![named("a"), failing()]);
    batch.header.on_error = Some(undo);
    let response = client.exchange(&batch).unwrap();
    let failure = response.items[0].result.clone().unwrap_err();
    assert_eq!(failure.status, ResultStatus::OperationUndone);
    // What it would have responded is told.
    let payload = &response.items[0].other[0];
    assert_eq!(payload.tag, Tag::RESPONSE_PAYLOAD);
    let fields = payload.value.as_structure().unwrap();
    assert!(fields.iter().any(|it| it.tag == Tag::UNIQUE_IDENTIFIER));
}

#[test]
fn an_item_that_fails_leaves_nothing_behind() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    client.create("taken");
    // The object is made before its second name is refused.
    let names = ["new", "taken"].map(Attribute::object_name);
    let mut batch = client.batch(vec![create(&names).into(), named("after")]);
    batch.header.on_error = Some(BatchErrorContinuationOption::Continue);
    let reasons = reasons(&mut client, &batch);
    assert_eq!(reasons, [Some(ResultReason::InvalidField), None]);
    assert!(client.locate(&[Attribute::object_name("new")]).is_empty());
    assert_eq!(client.locate(&[]).len(), 2);
}

#[test]
fn a_response_that_is_too_long_undoes_the_request() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for maximum in [0, 100] {
        let mut request = RequestMessage::single(client.version, named("k"));
        request.header.max_response_size = Some(maximum);
        let response = client.exchange(&request).unwrap();
        let failure = response.items[0].result.clone().unwrap_err();
        assert_eq!(failure.reason, ResultReason::ResponseTooLarge);
        assert!(client.locate(&[]).is_empty());
    }
    let mut request = RequestMessage::single(client.version, named("k"));
    request.header.max_response_size = Some(1000);
    let response = client.exchange(&request).unwrap();
    assert!(response.items[0].result.is_ok());
    assert!(response.encode().len() <= 1000);
}

#[test]
fn requests_that_make_no_sense_are_refused_as_a_whole() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let version = client.version;
    let single = || RequestMessage::single(version, named("k"));
    let mut asynchronous = single();
    asynchronous.header.asynchronous = Some(true);
    let mut empty = single();
    empty.items.clear();
    let mut unnumbered = client.batch(vec![named("a"), named("b")]);
    unnumbered.items[1].id = None;
    for (request, reason) in [
        (asynchronous, ResultReason::FeatureNotSupported),
        (empty, ResultReason::InvalidMessage),
        (unnumbered, ResultReason::InvalidMessage),
    ] {
        let response = client.exchange(&request).unwrap();
        assert_eq!(response.items.len(), 1);
        assert_eq!(response.items[0].operation, None);
        let failure = response.items[0].result.clone().unwrap_err();
        assert_eq!(failure.reason, reason);
    }
    let response = client.exchange_as(&single(), 2).unwrap();
    let failure = response.items[0].result.clone().unwrap_err();
    assert_eq!(failure.reason, ResultReason::InvalidMessage);
    assert!(client.locate(&[]).is_empty());
    let mut synchronous = RequestMessage::single(client.version, named("k"));
    synchronous.header.asynchronous = Some(false);
    let response = client.exchange(&synchronous).unwrap();
    assert!(response.items[0].result.is_ok());
}

#[test]
fn unknown_operations_are_refused_by_name() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for operation in [Operation::Encrypt, Operation::from_code(0x7FFF)] {
        let payload = RequestPayload::Unknown(UnknownPayload {
            operation,
            fields: Vec::new(),
        });
        let request = RequestMessage::single(client.version, payload);
        let response = client.exchange(&request).unwrap();
        assert_eq!(response.items[0].operation, Some(operation));
        let failure = response.items[0].result.clone().unwrap_err();
        assert_eq!(failure.reason, ResultReason::OperationNotSupported);
    }
    // A payload that is not what its operation takes is an error of its item only.
    let payload = RequestPayload::Unknown(UnknownPayload {
        operation: Operation::Create,
        fields: Vec::new(),
    });
    let destroy = DestroyRequest::new("none".to_owned());
    let mut batch = client.batch(vec![payload, named("k"), destroy.into()]);
    batch.header.on_error = Some(BatchErrorContinuationOption::Continue);
    let reasons = reasons(&mut client, &batch);
    let invalid = Some(ResultReason::InvalidMessage);
    assert_eq!(reasons, [invalid, None, Some(ResultReason::ItemNotFound)]);
}
