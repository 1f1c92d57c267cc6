//! The life of a token, enabled, used and disabled, on key managers that misbehave in one way each. After
//! each: the key of another product is as it was, every key of the array is destroyed or remembered, a
//! state is shown soon, and the array opens when its token is enabled.

use std::time::{Duration, Instant};

use kmip::enums::{KeyFormatType, Operation, State};
use pure_core::Bench;
use pure_core::operation::TokenSource;
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
}

const SECOND: Duration = Duration::from_secs(1);

/// Every misbehaviour by name, and what it comes to.
fn misbehaviours() -> Vec<(Misbehaviour, Life)> {
    use Life::{Late, Refused, RefusedAndLeft, Whole};
    vec![
        (ClosesAfterEach, Whole),
        (
            LosesFirst(Operation::Create),
            Refused("Create: the key manager closed the connection instead of responding."),
        ),
        (LosesFirst(Operation::Activate), Whole),
        (LosesFirst(Operation::AddAttribute), Whole),
        (LosesFirst(Operation::Get), Whole),
        (LosesFirst(Operation::GetAttributes), Whole),
        (LosesFirst(Operation::Locate), Whole),
        (LosesFirst(Operation::Revoke), Late),
        (LosesFirst(Operation::Destroy), Late),
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
        Life::Whole | Life::Late => {
            assert_eq!(enabled, Ok(()), "{misbehaviour:?}");
            assert_eq!(world.status(), "enabled", "{misbehaviour:?}");
            world.bench.power_off().unwrap();
            world.bench.power_on(&mut |_| ()).unwrap();
            assert_eq!(world.live(), 1, "{misbehaviour:?}");
            world.bed.array.replace_token(None).unwrap();
            world.bed.array.disable_token().unwrap();
            let told = world.bed.home.notices();
            let is_late = matches!(life, Life::Late);
            assert_eq!(!told.is_empty(), is_late, "{misbehaviour:?}: {told:?}");
            assert_eq!(world.status(), "disabled", "{misbehaviour:?}");
        }
        Life::Refused(line) | Life::RefusedAndLeft(line) => {
            let refused = enabled.unwrap_err();
            assert!(refused.contains(line), "{misbehaviour:?}: {refused}");
            assert!(refused.ends_with("Nothing is changed."), "{refused}");
            assert_eq!(world.status(), "disabled", "{misbehaviour:?}");
        }
    }
    if matches!(life, Life::RefusedAndLeft(_)) {
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
