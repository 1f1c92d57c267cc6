//! Faults of the key that the array is sealed with.

use kmip::enums::{KeyFormatType, Operation, ResultReason, State};
use pure_core::operation::KmipServerTest;
use pure_testing::closed_port;
use pure_testing::kmip::{Key, KeyServer, Misbehaviour};

use crate::test_bed::{TestBed, key, told};

/// What the test says when the key manager has the array's key as `change` leaves it.
fn test(change: impl FnOnce(&mut Key)) -> String {
    let bed = TestBed::sealed_with(&key());
    let mut held = key();
    change(&mut held);
    bed.test(bed.listen(&KeyServer::holding(&held)).port())
}

#[test]
fn the_right_key() {
    assert_eq!(test(|_| {}), "OK");
}

/// Whatever Query claims, or whether it responds: the key is there, and unlocks the array.
#[test]
fn what_query_says_decides_nothing() {
    let bed = TestBed::sealed_with(&key());
    let refused = |reason| {
        let mut server = KeyServer::holding(&key());
        server.refused = vec![(Operation::Query, reason, "")];
        bed.test(bed.listen(&server).port())
    };
    assert_eq!(
        refused(ResultReason::PermissionDenied),
        "OK Warning: Query: refused, Permission Denied. Allow the app this operation on the key \
         manager."
    );
    assert_eq!(
        refused(ResultReason::GeneralFailure),
        "OK Warning: Query: refused, General Failure. Read the key manager's log."
    );
    let mut silent = KeyServer::holding(&key());
    silent.operations = Vec::new();
    assert_eq!(
        bed.test(bed.listen(&silent).port()),
        "OK Warning: the key manager does not list Create, Locate, Activate, which the array uses \
         to make keys. Check on the key manager that the app may use them. Warning: the key manager \
         does not list Revoke, Destroy, which the array uses to destroy keys that it no longer uses. \
         Check on the key manager that the app may use them."
    );
    let mut hanging_up = KeyServer::holding(&key());
    hanging_up.cut = vec![Operation::Query];
    let told = bed.test(bed.listen(&hanging_up).port());
    assert!(
        told.starts_with("OK Warning: Query: the key manager closed the connection"),
        "{told}"
    );
}

#[test]
fn connections_that_end_after_each_response() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    server.misbehaviours = vec![Misbehaviour::ClosesAfterEach];
    assert_eq!(
        bed.test(bed.listen(&server).port()),
        "OK Warning: the key manager, or what stands before it, closes the connection after a \
         response. The array asks again on a new one, which takes longer."
    );
}

#[test]
fn a_key_that_came_back_under_another_identifier() {
    assert_eq!(
        test(|key| key.id = "18".to_owned()),
        "OK Warning: key pure01 has another unique identifier (18) than when the array was locked \
         with it, and gives its signature. The array knows it by that from its next unlock on."
    );
}

#[test]
fn a_key_in_another_form() {
    for (misbehaviour, form) in [
        (Misbehaviour::Wraps, "wrapped"),
        (
            Misbehaviour::Formats(KeyFormatType::TransparentSymmetricKey),
            "a Transparent Symmetric Key",
        ),
        (Misbehaviour::Formats(KeyFormatType::Opaque), "opaque"),
    ] {
        let bed = TestBed::sealed_with(&key());
        let mut server = KeyServer::holding(&key());
        server.misbehaviours = vec![misbehaviour];
        assert_eq!(
            bed.test(bed.listen(&server).port()),
            format!(
                "FAILED Get: the key manager gives key pure01 (17) {form}, and the array needs its \
                 raw material. Let the key manager hand it out unwrapped, in the format Raw."
            )
        );
    }
}

#[test]
fn a_state_of_the_key_managers_own() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    server.misbehaviours = vec![Misbehaviour::OwnState];
    let told = bed.test(bed.listen(&server).port());
    assert!(
        told.ends_with(
            "That state is the key manager's own: look it up there, and make the key Active."
        ),
        "{told}"
    );
}

#[test]
fn an_answer_about_another_object() {
    for misbehaviour in [Misbehaviour::AnswersAboutAnother, Misbehaviour::GetsAnother] {
        let bed = TestBed::sealed_with(&key());
        let mut server = KeyServer::holding(&key());
        server.misbehaviours = vec![misbehaviour];
        let told = bed.test(bed.listen(&server).port());
        assert!(told.starts_with("FAILED Get"), "{told}");
        assert!(told.contains("it is about another object"), "{told}");
    }
}

/// Nothing is looked for in place of a key whose state is refused.
#[test]
fn a_state_that_is_refused() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    server.refused = vec![(Operation::GetAttributes, ResultReason::PermissionDenied, "")];
    assert_eq!(
        bed.test(bed.listen(&server).port()),
        "FAILED Get Attributes: refused, Permission Denied. Allow the app this operation on the key \
         manager."
    );
}

/// What counts is the response to the second request.
#[test]
fn refused_once_the_connection_has_been_closed() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    server.misbehaviours = vec![Misbehaviour::LosesFirst(Operation::Get)];
    server.refused = vec![(Operation::Get, ResultReason::GeneralFailure, "")];
    assert_eq!(
        bed.test(bed.listen(&server).port()),
        "FAILED Get: refused, General Failure. Read the key manager's log."
    );
}

#[test]
fn not_found() {
    let bed = TestBed::sealed_with(&key());
    assert_eq!(
        bed.test(bed.listen(&KeyServer::new()).port()),
        "FAILED Get Attributes: no matching key: the key manager has no key pure01 (17). Restore \
         it on the key manager from a backup."
    );
}

#[test]
fn another_key_under_the_same_name() {
    let change = |key: &mut Key| {
        key.id = "18".to_owned();
        key.material = vec![0x5A; 32];
    };
    assert_eq!(
        test(change),
        "FAILED Get Attributes: no matching key: the key manager has no key pure01 (17), but \
         another of that name (18), which does not give its signature. Restore it on the key manager \
         from a backup."
    );
}

#[test]
fn pre_active() {
    assert_eq!(
        test(|key| key.state = State::PreActive),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Pre-Active. Activate it on the \
         key manager."
    );
}

#[test]
fn deactivated() {
    assert_eq!(
        test(|key| key.state = State::Deactivated),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Deactivated. It does not \
         become Active again; data can be copied away only while the array is on."
    );
}

#[test]
fn compromised() {
    assert_eq!(
        test(|key| key.state = State::Compromised),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Compromised. It does not \
         become Active again; data can be copied away only while the array is on."
    );
}

#[test]
fn destroyed() {
    assert_eq!(
        test(|key| key.state = State::Destroyed),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Destroyed. Restore it on the \
         key manager from a backup."
    );
}

#[test]
fn not_exportable() {
    for reason in [ResultReason::Sensitive, ResultReason::NotExtractable] {
        let bed = TestBed::sealed_with(&key());
        let mut server = KeyServer::holding(&key());
        server.refused = vec![(Operation::Get, reason, "")];
        assert_eq!(
            bed.test(bed.listen(&server).port()),
            "FAILED Get: the key manager does not release key pure01 (17). Make the key \
             exportable on the key manager."
        );
    }
}

#[test]
fn permission_denied() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    let refused = (
        Operation::Get,
        ResultReason::PermissionDenied,
        "Could not locate object",
    );
    server.refused = vec![refused];
    assert_eq!(
        bed.test(bed.listen(&server).port()),
        "FAILED Get: refused, Permission Denied (Could not locate object). Allow the app this \
         operation on the key manager."
    );
}

#[test]
fn other_material_under_the_same_name() {
    assert_eq!(
        test(|key| key.material = vec![0x5A; 32]),
        "FAILED Signature: no matching key: key pure01 (17) has other material than the array was \
         locked with. Restore the key on the key manager from a backup."
    );
}

#[test]
fn material_of_another_length() {
    assert_eq!(
        test(|key| key.material = vec![0xA5; 16]),
        "FAILED Get: no matching key: the key is 128 bits long, and the array's is 256, in key \
         pure01 (17). Let the key manager give the whole key, or restore it there from a backup."
    );
}

/// The details of each URI, and the summary, with the ports written as letters.
fn said(test: &KmipServerTest, ports: &[u16]) -> (Vec<String>, Option<String>) {
    let lettered = |text: String| {
        ports.iter().zip('a'..).fold(text, |text, (port, letter)| {
            text.replace(&port.to_string(), &letter.to_string())
        })
    };
    let details = test
        .results
        .iter()
        .map(|result| lettered(told(&result.details())))
        .collect();
    (
        details,
        test.summary()
            .map(|summary| lettered(told(&summary.message()))),
    )
}

const REFUSED: &str = "TCP connection: connection refused. <StartKeyManager>";

#[test]
fn one_of_two_servers_down() {
    let bed = TestBed::sealed_with(&key());
    let up = bed.listen(&KeyServer::holding(&key()));
    let ports = [closed_port(), up.port()];
    let test = bed.test_all(&ports);
    assert!(!test.is_ok());
    let (details, summary) = said(&test, &ports);
    assert_eq!(details, [REFUSED, ""]);
    assert_eq!(
        summary.unwrap(),
        format!(
            "The array can still be unlocked with KMIP server {}, by localhost:b.",
            "kmip-a"
        )
    );
}

#[test]
fn all_servers_down() {
    let bed = TestBed::sealed_with(&key());
    let ports = [closed_port(), closed_port()];
    let (details, summary) = said(&bed.test_all(&ports), &ports);
    assert_eq!(details, [REFUSED, REFUSED]);
    assert_eq!(
        summary.unwrap(),
        "The array could not be unlocked with KMIP server kmip-a: do not let it lose power until \
         this is fixed."
    );
}

#[test]
fn servers_down_without_a_token() {
    let bed = TestBed::new();
    let up = bed.listen(&KeyServer::new());
    let ports = [closed_port(), up.port()];
    let (_, summary) = said(&bed.test_all(&ports), &ports);
    assert_eq!(
        summary.unwrap(),
        "KMIP server kmip-a can still be used, by localhost:b."
    );
    let alone = [closed_port()];
    assert_eq!(bed.test_all(&alone).summary(), None, "the row says it all");
}

#[test]
fn servers_that_disagree_about_the_key() {
    let bed = TestBed::sealed_with(&key());
    let other = Key {
        material: vec![0x5A; 32],
        ..key()
    };
    let right = bed.listen(&KeyServer::holding(&key()));
    let wrong = bed.listen(&KeyServer::holding(&other));
    let ports = [right.port(), wrong.port()];
    let (details, summary) = said(&bed.test_all(&ports), &ports);
    assert_eq!(details[0], "");
    assert_eq!(
        details[1],
        "Signature: no matching key: key pure01 (17) has other material than the array was locked \
         with. Restore the key on the key manager from a backup. The key at localhost:a is the \
         right one: check that the key managers replicate."
    );
    assert_eq!(
        summary.unwrap(),
        "The array can still be unlocked with KMIP server kmip-a, by localhost:a."
    );
}

#[test]
fn the_first_server_that_knows_the_key_decides() {
    let bed = TestBed::sealed_with(&key());
    let off = Key {
        state: State::Deactivated,
        ..key()
    };
    let deactivated = bed.listen(&KeyServer::holding(&off));
    let right = bed.listen(&KeyServer::holding(&key()));
    let behind = bed.listen(&KeyServer::new());
    let ports = [deactivated.port(), right.port()];
    let (_, summary) = said(&bed.test_all(&ports), &ports);
    assert!(
        summary
            .unwrap()
            .starts_with("The array could not be unlocked")
    );
    let ports = [behind.port(), right.port()];
    let (_, summary) = said(&bed.test_all(&ports), &ports);
    assert!(
        summary
            .unwrap()
            .starts_with("The array can still be unlocked")
    );
}
