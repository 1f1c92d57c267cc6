//! Two arrays as two actors from two threads of one process, with no environment variable set.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, exit};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::SignedDuration;
use kmip::enums::State as KeyState;
use pure_core::certificate::{Changes, Replacement, SelfSigned, SubjectChanges};
use pure_core::kmip_server::{NewKmipServer, Uris};
use pure_core::operation::{OldKey, TokenSource};
use pure_core::power::State;
use pure_core::{Arrays, Bench, Context, ErrorKind, Layout, Notice, Purity, Subject};
use pure_keymanager::model::{App, Group};
use pure_keymanager::{Authority, KeyManager, Limits, Server};

use common::{TestHome, name};

const ACTORS: [(&str, &str); 2] = [("pure01", "alice"), ("Vault", "bob")];

/// Runs itself again in a process that has no environment variable at all, by which that process knows
/// that it is the one.
#[test]
fn two_arrays_two_actors_one_process() {
    if std::env::vars_os().next().is_none() {
        return side_by_side();
    }
    let ran = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "two_arrays_two_actors_one_process",
            "--nocapture",
        ])
        .env_clear()
        .current_dir("/")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let failed = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}{failed}");
    assert!(said.contains("alice and bob are done"), "{said}{failed}");
}

/// A door opens an array on whichever thread takes a request.
#[test]
fn an_open_array_goes_to_any_thread() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Purity>();
    is_send::<Bench>();
    is_send::<Context>();
    is_sync::<Context>();
}

#[test]
fn the_example_runs() {
    // With the features that the tests are built with: it is there already, as a rule.
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--workspace"])
        .args(["--example", "enable_token"])
        .status()
        .unwrap();
    assert!(built.success());
    let tests = std::env::current_exe().unwrap();
    let profile = tests.ancestors().nth(2).unwrap();
    let ran = Command::new(profile.join("examples/enable_token"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let failed = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}{failed}");
    for line in [
        "rack1 holds \"of rack1\" again",
        "vault holds \"of vault\" again",
        "rack1: bob certificate cert_1: created self-signed",
        "vault: alice certificate cert_1: created self-signed",
    ] {
        assert!(said.lines().any(|said| said == line), "{line}\n{said}");
    }
}

/// What one actor works with.
struct Site {
    context: Context,
    manager: Arc<KeyManager>,
    app: App,
    group: Group,
    uri: String,
}

fn side_by_side() {
    let home = TestHome::with(&[]);
    let clock = || {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        now.as_secs().cast_signed()
    };
    let manager = KeyManager::open(&home.path("keymanager"), Arc::new(clock)).unwrap();
    let limits = Limits::default();
    let server = Server::bind(Arc::clone(&manager), "127.0.0.1:0", &[], limits).unwrap();
    let uri = format!("localhost:{}", server.address().port());
    thread::spawn(move || server.run());
    let account = manager.create_account(&"acme".parse().unwrap()).unwrap();
    let sites = ACTORS.map(|(array, actor)| {
        let group = manager.create_group(&account, &actor.parse().unwrap());
        let group = group.unwrap();
        let app = manager
            .create_app(
                std::slice::from_ref(&group),
                &actor.parse().unwrap(),
                "kmip",
            )
            .unwrap();
        let mut context = home.context(array);
        context.actor = actor.to_owned();
        Site {
            context,
            manager: Arc::clone(&manager),
            app,
            group,
            uri: uri.clone(),
        }
    });
    // Every step is begun by both at the same time.
    let together = Barrier::new(sites.len());
    thread::scope(|scope| {
        let (sites, together) = (&sites, &together);
        for (site, (array, _)) in sites.iter().zip(ACTORS) {
            scope.spawn(move || {
                let acted = catch_unwind(AssertUnwindSafe(|| act(site, array, together)));
                if acted.is_err() {
                    // The other one would wait for it for good.
                    exit(1);
                }
            });
        }
    });
    for (site, (array, actor)) in sites.iter().zip(ACTORS) {
        check_history(site, array, actor);
    }
    let listed = Arrays::of(&sites[0].context).list().unwrap().into_iter();
    let listed: Vec<_> = listed.map(|(_, array)| array.unwrap()).collect();
    let listed: Vec<_> = listed.iter().map(|array| array.name.as_str()).collect();
    assert_eq!(listed, ["pure01", "Vault"]);
    assert_eq!(
        home.notices(),
        [Notice::OldCopiesOpen, Notice::OldCopiesOpen]
    );
    println!("alice and bob are done");
}

/// Everything that an operator does with an array, one request after the other.
fn act(site: &Site, array: &str, together: &Barrier) {
    let open = || {
        together.wait();
        Bench::open(&site.context).unwrap()
    };
    together.wait();
    Arrays::of(&site.context)
        .create(&name(array), &Layout::default())
        .unwrap();

    certificates(site, open().purity());
    let bench = open();
    let purity = bench.purity();
    let ca = Authority::open(site.manager.folder(), site.manager.now()).unwrap();
    let options = NewKmipServer {
        uris: Uris::try_from(vec![site.uri.parse().unwrap()]).unwrap(),
        certificate: name("cert_2"),
        ca_certificate: Some(ca.ca_pem().parse().unwrap()),
    };
    let server = purity
        .create_kmip_server(&name("kmip_srvr"), &options)
        .unwrap();
    assert!(purity.test_kmip_server(&server).unwrap().is_ok());

    let bench = open();
    let contents = format!("of {array}");
    let written = bench.write_volume(&name("vol1"), contents.as_bytes());
    assert_eq!(written.unwrap().size, contents.len() as u64);
    let first = bench
        .purity()
        .enable_token(TokenSource::Kmip(server))
        .unwrap();
    let test = bench.purity().test_token().unwrap();
    assert!(test.is_ok() && test.rows.len() == 1, "{test:?}");
    let second = open()
        .purity()
        .replace_token(None, OldKey::Destroy)
        .unwrap();
    assert_ne!(second.signature, first.signature);
    assert_eq!(states(site), [KeyState::Destroyed, KeyState::Active]);

    power_cycle(&open(), &contents);
    let before = generation(&open());
    assert_eq!(open().rotate_key().unwrap().generation.number(), before + 1);

    // One of them moves the time of both; what is due a day later is done by the next request.
    let bench = open();
    if moves_the_clock(array) {
        let clock = bench.advance_clock("25h".parse().unwrap()).unwrap();
        assert_eq!(clock.offset(), SignedDuration::from_hours(25));
    }
    assert_eq!(generation(&open()), before + 2);
    assert_eq!(generation(&open()), before + 2, "once");
    power_cycle(&open(), &contents);

    open().purity().disable_token(OldKey::Destroy).unwrap();
    assert_eq!(states(site), [KeyState::Destroyed, KeyState::Destroyed]);
    power_cycle(&open(), &contents);
}

fn certificates(site: &Site, purity: &Purity) {
    let mut options = SelfSigned::default();
    options.subject.common_name = Some(site.app.id.parse().unwrap());
    let made = purity
        .create_certificate(&name("cert_2"), &options)
        .unwrap();
    let again = purity.create_certificate(&name("CERT_2"), &options);
    let again = again.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Exists);
    assert_eq!(again.subject(), Some(&Subject::Certificate(name("CERT_2"))));
    let changes = Changes {
        subject: SubjectChanges {
            organization: "Acme".parse().unwrap(),
            ..SubjectChanges::default()
        },
        ..Changes::default()
    };
    let changed = purity
        .change_certificate(&made.name, &Replacement::SelfSigned(&changes), false)
        .unwrap();
    assert_eq!(changed.summary.common_name, made.summary.common_name);
    let pem = purity.certificate_pem(&changed).unwrap();
    let der = site.manager.read_certificate(&site.app, &pem).unwrap();
    site.manager.set_certificate(&site.app, &der).unwrap();
}

/// Without power nothing is read; with its key back, everything.
fn power_cycle(bench: &Bench, contents: &str) {
    let mut read = Vec::new();
    bench.power_off().unwrap();
    let off = bench.read_volume(&name("vol1"), &mut read).unwrap_err();
    assert_eq!(off.kind(), ErrorKind::Locked);
    bench.power_on(&mut |_| ()).unwrap();
    assert_eq!(bench.power().unwrap().status.state, State::On);
    bench.read_volume(&name("vol1"), &mut read).unwrap();
    assert_eq!(read, contents.as_bytes());
}

fn moves_the_clock(array: &str) -> bool {
    array == ACTORS[0].0
}

fn generation(bench: &Bench) -> u64 {
    bench.power().unwrap().status.generation.number()
}

/// The states of the keys of the site's app.
fn states(site: &Site) -> Vec<KeyState> {
    let keys = site.manager.keys(Some(&site.group)).unwrap();
    let mut states: Vec<_> = keys.iter().map(|key| key.state).collect();
    states.sort_by_key(|state| *state == KeyState::Active);
    states
}

/// The history has what was done, by the one who did it.
fn check_history(site: &Site, array: &str, actor: &str) {
    let log = Bench::open(&site.context).unwrap().log().unwrap();
    assert!(log.iter().all(|entry| entry.user == actor), "{log:?}");
    let events: Vec<_> = log.iter().map(|entry| entry.event.as_str()).collect();
    let power = ["power", "power"];
    let mut expected = vec!["array", "certificate", "certificate", "kmip", "data"];
    // Enabled; replaced and the first key destroyed.
    expected.extend(["security-token"; 3]);
    expected.extend(power);
    expected.push("rotation");
    expected.extend(moves_the_clock(array).then_some("clock"));
    expected.push("rotation");
    expected.extend(power);
    expected.extend(["security-token"; 2]);
    expected.extend(power);
    assert_eq!(events, expected);
    assert_eq!(
        (log[0].subject.as_str(), log[0].detail.as_str()),
        (array, "created")
    );
}
