//! Faults of KMIP itself.

use std::time::Duration;

use kmip::ProtocolVersion;
use kmip::client::Deadlines;
use kmip::enums::{Operation, ResultReason};
use pure_testing::kmip::{KeyServer, Misbehaviour};

use crate::test_bed::TestBed;

/// What the test says of a key manager that does as `server`.
fn test_on(bed: &TestBed, server: KeyServer) -> String {
    bed.test(bed.listen(&server).port())
}

/// What the test says of a key manager that `change` has spoilt.
fn test(change: impl FnOnce(&mut KeyServer)) -> String {
    let mut server = KeyServer::new();
    change(&mut server);
    test_on(&TestBed::new(), server)
}

#[test]
fn no_common_version() {
    assert_eq!(
        test(|server| server.versions = vec![ProtocolVersion::new(3, 0)]),
        "FAILED Discover Versions: the key manager speaks KMIP 3.0, and the array KMIP 1.0 to 2.1. \
         Enable one of these on the key manager."
    );
}

#[test]
fn no_common_version_with_a_server_that_does_not_tell_its_own() {
    let strict = |server: &mut KeyServer| {
        server.versions = vec![ProtocolVersion::new(3, 0)];
        server.strict = true;
    };
    assert_eq!(
        test(strict),
        "FAILED Discover Versions: the key manager speaks another version of KMIP, and the array \
         KMIP 1.0 to 2.1. Enable one of these on the key manager."
    );
}

#[test]
fn every_version_alone() {
    for (version, strict) in ProtocolVersion::SUPPORTED
        .iter()
        .flat_map(|v| [(v, false), (v, true)])
    {
        let only = |server: &mut KeyServer| {
            server.versions = vec![*version];
            server.strict = strict;
        };
        assert_eq!(test(only), "OK", "{version}");
    }
}

/// A key manager that closes after it has refused a version is asked for each; once it refuses the array
/// itself, another version would change nothing.
#[test]
fn the_version_is_found_and_the_array_refused() {
    let version = ProtocolVersion::V1_2;
    let mut server = KeyServer::with(Misbehaviour::SpeaksAndCloses(version));
    let reason = ResultReason::AuthenticationNotSuccessful;
    server.refused = vec![(Operation::Query, reason, "")];
    let asked = server.asked.clone();
    let told = test_on(&TestBed::new(), server);
    assert!(
        told.starts_with("FAILED Query: authentication not successful"),
        "{told}"
    );
    let queries = asked.lock().unwrap();
    let queries = queries.iter().filter(|it| **it == Operation::Query);
    // In 1.0, 1.1 and 1.2.
    assert_eq!(queries.count(), 3);
}

#[test]
fn operations_that_are_not_listed() {
    let offered = [
        Operation::Locate,
        Operation::Get,
        Operation::GetAttributes,
        Operation::Query,
    ];
    assert_eq!(
        test(|server| server.operations = offered.to_vec()),
        "OK Warning: the key manager does not list Create, Activate, which the array uses to make \
         keys. Check on the key manager that the app may use them. Warning: the key manager does not \
         list Revoke, Destroy, which the array uses to destroy keys that it no longer uses. Check on \
         the key manager that the app may use them."
    );
}

#[test]
fn query_not_known() {
    let reason = ResultReason::OperationNotSupported;
    assert_eq!(
        test(|server| server.refused = vec![(Operation::Query, reason, "")]),
        "OK Warning: the key manager does not say which operations it offers. Look them up in its \
         manual."
    );
}

#[test]
fn permission_denied() {
    let reason = ResultReason::PermissionDenied;
    assert_eq!(
        test(|server| server.refused = vec![(Operation::Query, reason, "App is disabled.")]),
        "FAILED Query: refused, Permission Denied (App is disabled). Allow the app this operation \
         on the key manager."
    );
}

#[test]
fn refused_otherwise() {
    let reason = ResultReason::GeneralFailure;
    assert_eq!(
        test(|server| server.refused = vec![(Operation::Query, reason, "")]),
        "FAILED Query: refused, General Failure. Read the key manager's log."
    );
}

#[test]
fn answer_too_slow() {
    let second = Duration::from_secs(1);
    let bed = TestBed {
        deadlines: Deadlines::of(second, second),
        ..TestBed::new()
    };
    let server = KeyServer {
        unanswered: vec![Operation::Query],
        ..KeyServer::new()
    };
    assert_eq!(
        test_on(&bed, server),
        "FAILED Query: no response within 1 seconds. Check the load of the key manager."
    );
}

#[test]
fn closed_instead_of_an_answer() {
    assert_eq!(
        test(|server| server.cut = vec![Operation::Query]),
        "FAILED Query: the key manager closed the connection instead of responding. Read its log."
    );
}

#[test]
fn https() {
    let page = b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec();
    assert_eq!(
        test(|server| server.garbage = Some((Operation::DiscoverVersions, page))),
        "FAILED Discover Versions: what responds speaks HTTPS, not KMIP. <CorrectPort>"
    );
}

#[test]
fn answer_is_no_kmip_message() {
    let noise = vec![0xFF; 64];
    assert_eq!(
        test(|server| server.garbage = Some((Operation::Query, noise))),
        "FAILED Query: the response is malformed: tag FFFFFF is of the wrong type. Update the key \
         manager, or read its log."
    );
}

#[test]
fn messages_cannot_move_the_cursor() {
    let reason = ResultReason::GeneralFailure;
    let said = test(|server| server.refused = vec![(Operation::Query, reason, "\u{1b}[2Jgone\n")]);
    assert!(said.contains("(\u{FFFD}[2Jgone)"), "{said:?}");
}
