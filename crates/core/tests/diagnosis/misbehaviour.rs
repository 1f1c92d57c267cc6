//! The life of a token, enabled, used and disabled, on key managers that misbehave in one way each. After
//! each: the key of another product is as it was, every key of the array is destroyed or remembered, a
//! state is shown soon, and the array opens when its token is enabled.

use std::time::{Duration, Instant};

use kmip::ProtocolVersion;
use kmip::enums::Operation::{
    Activate, AddAttribute, Create, Destroy, DiscoverVersions, Get, GetAttributes, Locate, Query,
    Revoke,
};
use kmip::enums::ResultReason::{
    AuthenticationNotSuccessful, InvalidField, ItemNotFound, OperationNotSupported,
    PermissionDenied,
};
use kmip::enums::{KeyFormatType, State};
use pure_core::Bench;
use pure_core::operation::{OldKey, TokenSource};
use pure_testing::kmip::Misbehaviour::{self, *};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{ClientAuthentication, Listener, server_config};
use rustls::version::TLS13;

use crate::common::name;
use crate::test_bed::TestBed;

/// What a misbehaviour comes to.
enum Life {
    /// It does not matter.
    Whole,
    /// Enabling fails with that line, and leaves no key.
    Refused(&'static str),
    /// Enabling fails with that line, and a key is left that the array remembers.
    RefusedAndLeft(&'static str),
    /// The key is not destroyed at once, and it is at the next command.
    Late,
    /// The keys are never destroyed, and the array remembers them.
    Kept,
}

const SECOND: Duration = Duration::from_secs(1);

/// Every misbehaviour by name, and what it comes to.
fn misbehaviours() -> Vec<(Misbehaviour, Life)> {
    use Life::{Kept, Late, Refused, RefusedAndLeft, Whole};
    vec![
        (ClosesAfterEach, Whole),
        (
            LosesFirst(Create),
            Refused("Create: the key manager closed the connection instead of responding."),
        ),
        (LosesFirst(Activate), Whole),
        (LosesFirst(AddAttribute), Whole),
        (LosesFirst(Get), Whole),
        (LosesFirst(GetAttributes), Whole),
        (LosesFirst(Locate), Whole),
        (LosesFirst(Revoke), Late),
        (LosesFirst(Destroy), Late),
        (Lags(SECOND), Whole),
        (LagsElsewhere(SECOND * 2), Whole),
        (LocateIgnoresName, Whole),
        (LocateFindsAnother, Whole),
        (LocateFindsNothing, Whole),
        (LocateNotFound, Whole),
        (RefusesAttributes, Whole),
        (DropsAttributes, Whole),
        (RefusesAddAttribute, Whole),
        (RefusesUnknownNames, Whole),
        (TellsNoNames, Whole),
        (LowersNames, Whole),
        (CutsNames(12), Whole),
        (PrefixesNames, Whole),
        (
            CreatesAnother,
            RefusedAndLeft("the key manager responded to the creation of key pure01-"),
        ),
        (ActiveAtOnce, Whole),
        (
            NeverActivates,
            Refused("is Pre-Active. Activate it on the key manager."),
        ),
        (OwnState, Refused("That state is the key manager's own")),
        (
            AnswersAboutAnother,
            RefusedAndLeft("it is about another object"),
        ),
        (GetsAnother, Refused("it is about another object")),
        (
            Wraps,
            Refused("wrapped, and the array needs its raw material"),
        ),
        (
            Formats(KeyFormatType::TransparentSymmetricKey),
            Refused("a Transparent Symmetric Key, and the array needs its raw material"),
        ),
        (
            Formats(KeyFormatType::Opaque),
            Refused("opaque, and the array needs its raw material"),
        ),
        (RefusesFormat, Whole),
        (GivesActiveOnly, Whole),
        (ForgetsDestroyed, Whole),
        // What it refuses.
        (Refuses(Query, OperationNotSupported), Whole),
        (Refuses(DiscoverVersions, OperationNotSupported), Whole),
        (
            Refuses(DiscoverVersions, AuthenticationNotSuccessful),
            Refused(
                "Discover Versions: authentication not successful: not here. The array's common name is",
            ),
        ),
        (
            Refuses(Create, PermissionDenied),
            Refused("Create: refused, Permission Denied (not here). Allow the app this operation"),
        ),
        (
            Refuses(Create, InvalidField),
            Refused("Create: refused, Invalid Field (not here). Read the key manager's log."),
        ),
        (
            Refuses(Create, OperationNotSupported),
            Refused(
                "Create: refused, Operation Not Supported (not here). Read the key manager's log.",
            ),
        ),
        (
            Refuses(Activate, PermissionDenied),
            Refused(
                "Activate: refused, Permission Denied (not here). Allow the app this operation",
            ),
        ),
        (
            Refuses(Get, PermissionDenied),
            Refused("Get: refused, Permission Denied (not here). Allow the app this operation"),
        ),
        (
            Refuses(Get, ItemNotFound),
            Refused("Get: refused, Item Not Found (not here). Read the key manager's log."),
        ),
        (
            Refuses(GetAttributes, OperationNotSupported),
            RefusedAndLeft("Get Attributes: refused, Operation Not Supported (not here)."),
        ),
        (
            Refuses(GetAttributes, PermissionDenied),
            RefusedAndLeft(
                "Get Attributes: refused, Permission Denied (not here). Allow the app this operation",
            ),
        ),
        (Refuses(Locate, OperationNotSupported), Whole),
        (Refuses(Locate, PermissionDenied), Whole),
        (Refuses(AddAttribute, PermissionDenied), Whole),
        (Refuses(Revoke, PermissionDenied), Kept),
        (Refuses(Destroy, PermissionDenied), Kept),
        (Refuses(Destroy, ItemNotFound), Kept),
        (
            RefusesSilently(Create),
            Refused("Create: refused, General Failure. Read the key manager's log."),
        ),
        (
            RefusesSilently(Get),
            Refused("Get: refused, General Failure. Read the key manager's log."),
        ),
        (RefusesSilently(Destroy), Kept),
        (
            Pends(Create),
            Refused(
                "Create: the key manager would respond later (Operation Pending), and the array does not wait",
            ),
        ),
        (
            Pends(Activate),
            Refused("Activate: the key manager would respond later (Operation Pending)"),
        ),
        (
            Pends(Get),
            Refused("Get: the key manager would respond later (Operation Pending)"),
        ),
        (Pends(Destroy), Kept),
        // What it speaks.
        (Speaks(ProtocolVersion::V1_0), Whole),
        (Speaks(ProtocolVersion::V1_2), Whole),
        (Speaks(ProtocolVersion::V2_0), Whole),
        (SpeaksAndCloses(ProtocolVersion::V1_0), Whole),
        (SpeaksAndCloses(ProtocolVersion::V1_2), Whole),
        (SpeaksAndCloses(ProtocolVersion::V2_0), Whole),
        (
            AnswersIn(ProtocolVersion::new(3, 0)),
            Refused("the response does not match the request: it is of a newer version of KMIP."),
        ),
        (OmitsItemIds, Whole),
        (AddsFields, Whole),
        (AddsExtensions, Whole),
        // How it sends.
        (Delays(SECOND / 5), Whole),
        (Drips, Whole),
        (
            AnswersTwice(Get),
            Refused("bytes follow the message. Update the key manager, or read its log."),
        ),
        (
            AnnouncesTooMuch(Get),
            Refused("the message has 2097160 bytes, which is more than is accepted."),
        ),
        (
            Garbles(Get),
            Refused("Get: what responds speaks HTTPS, not KMIP."),
        ),
        (
            Garbles(Locate),
            Refused("Locate: what responds speaks HTTPS, not KMIP."),
        ),
        (
            CutsResponse(Get),
            Refused(
                "Get: the key manager closed the connection instead of responding. Read its log.",
            ),
        ),
        (
            CutsResponse(Create),
            Refused(
                "Create: the key manager closed the connection instead of responding. Read its log.",
            ),
        ),
        (
            ClosesAfter(2),
            Refused("Create: the key manager closed the connection instead of responding."),
        ),
        (ClosesAfter(3), Late),
        (ClosesEveryOther, Whole),
        // What it says of its keys.
        (LocateRepeats, Whole),
        (LocateFindsMany, Whole),
        (LongIds, Whole),
        (OddIds, Whole),
        (LagsActivation(SECOND), Whole),
        (TellsAllAttributes, Whole),
        (
            TellsNoAttributes,
            RefusedAndLeft(
                "Get Attributes: the response does not match the request: it does not tell the key's state.",
            ),
        ),
        (
            GivesLength(16),
            Refused("the key is 128 bits long, and the array's is 256, in key pure01-"),
        ),
        (
            GivesLength(0),
            Refused("the key is 0 bits long, and the array's is 256, in key pure01-"),
        ),
        (
            GivesSecretData,
            Refused("the response does not match the request: it is not a symmetric key."),
        ),
        (TellsAnotherAlgorithm, Whole),
        (
            GivesNoMaterial,
            Refused("the response does not match the request: the key has no material."),
        ),
        (AddsAttributesToKeys, Whole),
    ]
}

/// An array on a key manager that misbehaves, and holds another product's key.
struct World {
    bed: TestBed,
    bench: Bench,
    server: KeyServer,
    listener: Listener,
}

impl World {
    fn with(misbehaviour: Misbehaviour) -> Self {
        let bed = TestBed::new();
        let server = KeyServer::with(misbehaviour);
        let mut foreign = Key::new("foreign", "another product", State::Active, &[0x5A; 32]);
        foreign.created = Instant::now().checked_sub(10 * SECOND).unwrap();
        server.keys.lock().unwrap().push(foreign);
        let config = server_config(
            &TLS13,
            &bed.authority.server(|_| {}),
            ClientAuthentication::Any,
        );
        let serving = server.clone();
        let listener = Listener::tls(config, move |stream| serving.serve(stream));
        bed.server_named("k", &[listener.port()]);
        let bench = Bench::open(&bed.home.context("pure01")).unwrap();
        Self {
            bed,
            bench,
            server,
            listener,
        }
    }

    fn enable(&self) -> Result<(), String> {
        let server = self.bed.array.kmip_server(&name("k")).unwrap();
        let enabled = self.bed.array.enable_token(TokenSource::Kmip(server));
        enabled.map(drop).map_err(|error| error.to_string())
    }

    /// The word of the token's state, which is shown soon.
    fn status(&self) -> &'static str {
        let begin = Instant::now();
        let status = self.bed.array.token_status().unwrap();
        assert!(begin.elapsed() < 5 * SECOND, "{:?}", begin.elapsed());
        status.condition.as_str()
    }

    /// How many keys of the array are not destroyed. The key of the other product is as it was.
    fn live(&self) -> usize {
        let keys = self.server.keys.lock().unwrap();
        assert_eq!(keys[0].id, "foreign");
        assert_eq!(keys[0].state, State::Active);
        assert_eq!(keys[0].attributes, []);
        let live = keys[1..].iter().filter(|key| key.state != State::Destroyed);
        live.count()
    }

    fn forgets_nothing(&self) {
        let deleted = self.bed.array.delete_kmip_server(&name("k"), false);
        match self.live() {
            0 => {}
            _ => assert!(deleted.is_err(), "a key is forgotten"),
        }
    }
}

#[test]
fn the_life_of_a_token_on_key_managers_that_misbehave() {
    assert!(misbehaviours().len() >= 60);
    std::thread::scope(|scope| {
        // Most of it is waiting.
        for (misbehaviour, life) in misbehaviours() {
            scope.spawn(move || live(misbehaviour, &life));
        }
    });
}

fn live(misbehaviour: Misbehaviour, life: &Life) {
    let world = World::with(misbehaviour);
    let enabled = world.enable();
    match life {
        Life::Whole | Life::Late | Life::Kept => {
            assert_eq!(enabled, Ok(()), "{misbehaviour:?}");
            assert_eq!(world.status(), "enabled", "{misbehaviour:?}");
            world.bench.power_off().unwrap();
            world.bench.power_on(&mut |_| ()).unwrap();
            assert_eq!(world.live(), 1, "{misbehaviour:?}");
            world
                .bed
                .array
                .replace_token(None, OldKey::Destroy)
                .unwrap();
            world.bed.array.disable_token(OldKey::Destroy).unwrap();
            let told = world.bed.home.notices();
            let is_told = matches!(life, Life::Late | Life::Kept);
            assert_eq!(!told.is_empty(), is_told, "{misbehaviour:?}: {told:?}");
            assert_eq!(world.status(), "disabled", "{misbehaviour:?}");
        }
        Life::Refused(line) | Life::RefusedAndLeft(line) => {
            let refused = enabled.unwrap_err();
            assert!(refused.contains(line), "{misbehaviour:?}: {refused}");
            assert!(refused.ends_with("Nothing is changed."), "{refused}");
            assert_eq!(world.status(), "disabled", "{misbehaviour:?}");
        }
    }
    if matches!(life, Life::RefusedAndLeft(_) | Life::Kept) {
        let deleted = world.bed.array.delete_kmip_server(&name("k"), false);
        assert!(deleted.is_err(), "{misbehaviour:?}: a key is forgotten");
    } else {
        world.forgets_nothing();
        assert_eq!(world.live(), 0, "{misbehaviour:?}");
    }
    world.bench.power_off().unwrap();
    world.bench.power_on(&mut |_| ()).unwrap();
    drop(world.listener);
}
