//! Arrays that stay open between requests: whatever happens to one in between, the next request sees it.

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use pure_core::certificate::{KeySpec, SelfSigned};
use pure_core::power::State;
use pure_core::user::{Password, Role};
use pure_core::{
    Arrays, Bench, Context, ErrorKind, KeptArrays, Purity, Selection, Snapshots, Users,
};

use common::{TestHome, name};

/// A home with an array, and a server's context: that array, kept open.
fn served() -> (TestHome, Context) {
    let home = TestHome::with(&["pure01"]);
    let mut context = home.context("pure01");
    let id = Arrays::of(&context).get(&name("pure01")).unwrap().id;
    context.array = Selection::Identified(id);
    context.kept = Some(Arc::new(KeptArrays::default()));
    // It is open from here on.
    Purity::open(&context).unwrap();
    (home, context)
}

/// The file of the array's database.
fn database(home: &TestHome, context: &Context) -> PathBuf {
    let id = Purity::open(context).unwrap().id();
    home.path("home/arrays").join(id).join("array.db")
}

/// A certificate whose key is quickly made.
fn options() -> SelfSigned {
    SelfSigned {
        key: KeySpec::Ec,
        ..SelfSigned::default()
    }
}

fn kind<T>(opened: pure_core::Result<T>) -> Option<ErrorKind> {
    opened.err().map(|error| error.kind())
}

#[test]
fn what_another_changes_is_seen_at_once() {
    let (home, context) = served();
    let other = home.context("pure01");
    for number in 0..20 {
        let cert = name(&format!("cert-{number}"));
        assert_eq!(
            kind(Purity::open(&context).unwrap().certificate(&cert)),
            Some(ErrorKind::NotFound)
        );
        let changer = Purity::open(&other).unwrap();
        changer.create_certificate(&cert, &options()).unwrap();
        drop(changer);
        let kept = Purity::open(&context).unwrap();
        let (made, contents) = kept
            .at_once(|| {
                let made = kept.certificate(&cert)?;
                let contents = kept.certificate_contents(&made)?;
                Ok::<_, pure_core::Error>((made, contents))
            })
            .unwrap();
        assert_eq!(contents.pem(), kept.certificate_pem(&made).unwrap());
        drop(kept);
        Purity::open(&other)
            .unwrap()
            .delete_certificate(&cert)
            .unwrap();
    }
}

/// As without it: the log is empty between requests, so that commands read the database file alone.
#[test]
fn nothing_is_left_in_the_log_and_no_lock_is_held() {
    let (home, context) = served();
    let file = database(&home, &context);
    let log = || fs::metadata(file.with_extension("db-wal")).map_or(0, |log| log.len());
    let kept = Purity::open(&context).unwrap();
    kept.create_certificate(&name("one"), &options()).unwrap();
    drop(kept);
    assert_eq!(log(), 0);
    let lock = fs::File::open(file.with_extension("db-lock")).unwrap();
    lock.try_lock().unwrap();
    lock.unlock().unwrap();
    // A deletion of key material leaves nothing, and says nothing of others who keep it.
    let other = Purity::open(&home.context("pure01")).unwrap();
    other.delete_certificate(&name("one")).unwrap();
    drop(other);
    assert_eq!(log(), 0);
    assert_eq!(home.notices(), []);
    // At the end nothing stays open: the last who closes removes the log.
    context.kept.as_ref().unwrap().close_all();
    assert!(!file.with_extension("db-wal").exists());
}

#[test]
fn an_array_that_is_switched_off_or_locked_is_noticed() {
    let (home, context) = served();
    let bench = || Bench::open_as_it_is(&home.context("pure01")).unwrap();
    for _ in 0..3 {
        bench().power_off().unwrap();
        assert_eq!(kind(Purity::open(&context)), Some(ErrorKind::Locked));
        bench().power_on(&mut |_| ()).unwrap();
        assert_eq!(kind(Purity::open(&context)), None);
    }
    // A loss of power is noticed by the request itself, which boots the array.
    let memory = bench().memory().unwrap().unwrap();
    fs::remove_file(memory).unwrap();
    assert_eq!(kind(Purity::open(&context)), None);
    let log = bench().log().unwrap();
    assert!(log.iter().any(|entry| entry.detail == "lost"), "{log:?}");
}

#[test]
fn a_day_that_passes_is_noticed() {
    let (home, context) = served();
    let before = Purity::open(&context).unwrap().now();
    let bench = Bench::open(&home.context("pure01")).unwrap();
    bench.advance_clock("25h".parse().unwrap()).unwrap();
    drop(bench);
    let after = Purity::open(&context).unwrap().now();
    assert!(after.duration_since(before).as_hours() >= 24);
    let bench = Bench::open_as_it_is(&home.context("pure01")).unwrap();
    assert_eq!(bench.power().unwrap().status.generation.number(), 2);
}

#[test]
fn an_array_that_is_deleted_renamed_or_restored_is_noticed() {
    let (home, context) = served();
    let other = home.context("pure01");
    let snapshots = Snapshots::of(&other);
    let nothing = |_: &Path| Ok::<_, pure_core::Error>(());
    snapshots.save(&name("before"), nothing).unwrap();
    let kept = Purity::open(&context).unwrap();
    kept.create_certificate(&name("one"), &options()).unwrap();
    drop(kept);
    snapshots.restore(&name("before"), nothing).unwrap();
    let restored = Purity::open(&context).unwrap();
    assert_eq!(
        kind(restored.certificate(&name("one"))),
        Some(ErrorKind::NotFound)
    );
    drop(restored);
    Purity::open(&other)
        .unwrap()
        .rename(&name("other"))
        .unwrap();
    let renamed = Purity::open(&context).unwrap();
    assert_eq!(renamed.identity().unwrap().name, name("other"));
    drop(renamed);
    Arrays::of(&other).delete(&name("other")).unwrap();
    assert_eq!(kind(Purity::open(&context)), Some(ErrorKind::NotFound));
    // Another one of its name is another array.
    Arrays::of(&other)
        .create(&name("other"), &pure_core::Layout::default())
        .unwrap();
    assert_eq!(kind(Purity::open(&context)), Some(ErrorKind::NotFound));
}

#[test]
fn a_database_that_is_replaced_or_opened_to_others_is_noticed() {
    let (home, context) = served();
    let file = database(&home, &context);
    Purity::open(&home.context("pure01"))
        .unwrap()
        .create_certificate(&name("one"), &options())
        .unwrap();
    let copy = home.path("copy.db");
    fs::copy(&file, &copy).unwrap();
    Purity::open(&home.context("pure01"))
        .unwrap()
        .delete_certificate(&name("one"))
        .unwrap();
    fs::rename(&copy, &file).unwrap();
    let replaced = Purity::open(&context).unwrap();
    replaced.certificate(&name("one")).unwrap();
    drop(replaced);
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(kind(Purity::open(&context)), Some(ErrorKind::Storage));
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(kind(Purity::open(&context)), None);
}

#[test]
fn a_user_whose_role_is_taken_away_changes_nothing_more() {
    let (home, mut context) = served();
    let anna = "anna".parse().unwrap();
    let users = || Users::open(&home.context("pure01")).unwrap();
    let password = Password::new("correct horse".to_owned().into()).unwrap();
    users().create(&anna, Role::ArrayAdmin, &password).unwrap();
    context.visitor = Some("anna".to_owned());
    let create = |cert: &str| {
        let kept = Purity::open(&context)?;
        kept.create_certificate(&name(cert), &options())
    };
    create("one").unwrap();
    users().set_role(&anna, Role::Readonly).unwrap();
    assert_eq!(kind(create("two")), Some(ErrorKind::Refused));
    users().delete(&anna).unwrap();
    assert_eq!(kind(Purity::open(&context)), Some(ErrorKind::Refused));
}

/// A request that panics in the middle of a change leaves nothing of it, and no connection in its state.
#[test]
fn a_request_that_panics_leaves_the_next_one_alone() {
    let (_home, context) = served();
    let panicking = context.clone();
    let ended = thread::spawn(move || {
        let kept = Purity::open(&panicking).unwrap();
        let _: pure_core::Result<()> = kept.at_once(|| panic!("as this test asks"));
    });
    assert!(ended.join().is_err());
    let next = Purity::open(&context).unwrap();
    next.create_certificate(&name("one"), &options()).unwrap();
    assert_eq!(
        Bench::open(&context).unwrap().power().unwrap().status.state,
        State::On
    );
}

#[test]
fn many_requests_at_once_have_a_connection_each() {
    let (home, context) = served();
    thread::scope(|scope| {
        for client in 0..24 {
            let (context, other) = (&context, home.context("pure01"));
            scope.spawn(move || {
                for number in 0..6 {
                    let cert = name(&format!("cert-{client}-{number}"));
                    // By turns a request of the server and a command.
                    let context = if number % 2 == 0 { context } else { &other };
                    let purity = Purity::open(context).unwrap();
                    purity.create_certificate(&cert, &options()).unwrap();
                    purity.certificate(&cert).unwrap();
                }
            });
        }
    });
    let purity = Purity::open(&context).unwrap();
    let count = purity.certificates(&[], |all| Ok::<_, pure_core::Error>(all.count()));
    assert_eq!(count.unwrap(), 24 * 6 + 1);
}
