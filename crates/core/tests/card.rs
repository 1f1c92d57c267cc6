//! Cards in the ports of arrays.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use pure_core::card::{CardError, CardKey, SoftwareCard};
use pure_core::operation::OperationError;
use pure_core::{Bench, Error, ErrorKind, Notice, Subject};

use common::{TestHome, name};

/// A home with the arrays `pure01` and `Pure02`.
fn arrays() -> (TestHome, Bench, Bench) {
    let home = TestHome::with(&["pure01", "Pure02"]);
    let open = |array| Bench::open(&home.context(array)).unwrap();
    let (first, second) = (open("pure01"), open("pure02"));
    (home, first, second)
}

fn create(home: &TestHome, card: &str) -> SoftwareCard {
    let made = Bench::create_card(&home.context("pure01"), &name(card), None);
    made.unwrap().0
}

/// Name, array.
fn listed(home: &TestHome) -> Vec<(String, Option<String>)> {
    let cards = Bench::cards(&home.context("pure01")).unwrap().into_iter();
    cards
        .map(|listed| {
            let array = listed.array.map(|array| array.to_string());
            (listed.name.to_string(), array)
        })
        .collect()
}

fn response(bench: &Bench) -> Option<Vec<u8>> {
    let card = bench.card().unwrap()?;
    let response = card.respond(CardKey::Passphrase, &[3; 32]);
    Some(response.unwrap().to_vec())
}

/// What the card noun said.
fn cause(error: &Error) -> &CardError {
    let cause = error.cause();
    match cause.downcast_ref::<OperationError>() {
        Some(OperationError::Card(error)) => error,
        _ => cause.downcast_ref().expect("it is about a card"),
    }
}

#[test]
fn a_card_is_made_inserted_and_removed() {
    let (home, bench, _) = arrays();
    assert_eq!(listed(&home), []);
    let bob = create(&home, "Bob");
    create(&home, "alice");
    assert_eq!(
        listed(&home),
        [("alice".to_owned(), None), ("Bob".to_owned(), None)]
    );
    assert_eq!(response(&bench), None);

    let inserted = bench.insert_card(&name("bob")).unwrap();
    assert_eq!(inserted.serial(), bob.serial());
    let of_bob = response(&bench);
    assert!(of_bob.is_some());
    assert_eq!(
        listed(&home)[1],
        ("Bob".to_owned(), Some("pure01".to_owned()))
    );

    assert_eq!(home.notices(), []);
    assert_eq!(bench.remove_card(None).unwrap().name, name("Bob"));
    assert_eq!(response(&bench), None);
    let empty = bench.remove_card(None).unwrap_err();
    assert!(matches!(cause(&empty), CardError::PortEmpty), "{empty}");
    bench.insert_card(&name("alice")).unwrap();
    assert_ne!(response(&bench), of_bob);
    bench.remove_card(None).unwrap();
    bench.insert_card(&name("bob")).unwrap();
    assert_eq!(response(&bench), of_bob);
}

#[test]
fn a_card_is_in_one_port_and_a_port_holds_one_card() {
    let (home, first, second) = arrays();
    for card in ["a", "b"] {
        create(&home, card);
    }
    second.insert_card(&name("A")).unwrap();
    let elsewhere = first.insert_card(&name("a")).unwrap_err();
    assert_eq!(
        elsewhere.to_string(),
        "Card is in the port of array Pure02. Remove it there first."
    );
    assert_eq!(elsewhere.kind(), ErrorKind::InUse);
    assert_eq!(elsewhere.subject(), Some(&Subject::Card(name("a"))));
    let taken = second.insert_card(&name("b")).unwrap_err();
    assert!(
        matches!(cause(&taken), CardError::PortTaken(there) if there == &name("a")),
        "{taken}"
    );
    let missing = first.insert_card(&name("c")).unwrap_err();
    assert_eq!(missing.to_string(), "Card does not exist.");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    second.remove_card(None).unwrap();
    first.insert_card(&name("a")).unwrap();
}

#[test]
fn a_name_is_given_once_whatever_its_case() {
    let (home, bench, _) = arrays();
    let made = create(&home, "Card");
    let again = Bench::create_card(&home.context("pure01"), &name("card"), None).unwrap_err();
    assert_eq!(again.to_string(), "Card exists.");
    assert_eq!(again.kind(), ErrorKind::Exists);
    assert_eq!(listed(&home), [("Card".to_owned(), None)]);
    let inserted = bench.insert_card(&name("card")).unwrap();
    assert_eq!(inserted.serial(), made.serial());
}

#[test]
fn a_card_that_is_thrown_away_leaves_the_port_empty() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    bench.insert_card(&name("a")).unwrap();
    fs::remove_file(home.context("pure01").home.cards().join("a.card")).unwrap();
    assert_eq!(response(&bench), None);
    let empty = bench.remove_card(None).unwrap_err();
    assert!(matches!(cause(&empty), CardError::PortEmpty), "{empty}");
    create(&home, "b");
    bench.insert_card(&name("b")).unwrap();
}

#[test]
fn a_damaged_card_is_told_from_a_missing_one() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    bench.insert_card(&name("a")).unwrap();
    let file = home.context("pure01").home.cards().join("a.card");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    for damaged in [&b"pure smart card 1\n"[..], b"\xff\xfe"] {
        fs::write(&file, damaged).unwrap();
        let error = bench.card().map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        assert!(matches!(cause(&error), CardError::Damaged(path) if *path == file));
        assert!(!error.to_string().contains("new card"), "{error}");
    }
}

#[test]
fn a_damaged_card_takes_no_other_away_and_can_be_removed() {
    let (home, bench, second) = arrays();
    create(&home, "a");
    create(&home, "b");
    bench.insert_card(&name("a")).unwrap();
    fs::write(in_home(&home, "a"), "pure smart card 2\n").unwrap();
    let damaged = |array: Option<&str>| {
        vec![
            ("a".to_owned(), array.map(str::to_owned)),
            ("b".to_owned(), None),
        ]
    };
    assert_eq!(listed(&home), damaged(Some("pure01")));
    assert!(
        matches!(home.notices().as_slice(), [Notice::CardDamaged { name, .. }] if name.as_str() == "a")
    );
    let taken = bench.insert_card(&name("b")).unwrap_err();
    assert!(matches!(cause(&taken), CardError::PortTaken(there) if there == &name("a")));

    let removed = bench.remove_card(None).unwrap();
    assert_eq!(removed.name, name("a"));
    assert!(removed.card.is_none());
    assert_eq!(
        fs::read(&removed.file).unwrap(),
        b"pure smart card 2\n",
        "what is left of it"
    );
    assert_eq!(listed(&home), damaged(None));
    let refused = second.insert_card(&name("a")).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Damaged);
    assert_eq!(response(&second), None);
    bench.insert_card(&name("b")).unwrap();
}

#[test]
fn a_card_that_is_removed_leaves_the_home() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    assert!(!in_home(&home, "a").exists(), "nor is it there before");
    bench.insert_card(&name("a")).unwrap();
    let text = fs::read(in_home(&home, "a")).unwrap();
    let shelf = home.context("pure01").home.card_shelf();
    assert!(files(&shelf).is_empty());

    let removed = bench.remove_card(None).unwrap();
    assert_eq!(removed.file, shelf.canonicalize().unwrap().join("a.card"));
    assert_no_card_in(&home.path("home"));
    bench.insert_card(&name("a")).unwrap();
    for to in ["elsewhere.card", "folder"] {
        let (to, _) = (home.path(to), fs::create_dir_all(home.path("folder")));
        let file = bench.remove_card(Some(&to)).unwrap().file;
        let in_folder = to.ends_with("folder").then(|| to.join("a.card"));
        assert_eq!(file, in_folder.unwrap_or(to).canonicalize().unwrap());
        assert_eq!(fs::read(&file).unwrap(), text);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_no_card_in(&home.path("home"));
        bench.insert_card_file(&file).unwrap();
        assert!(!file.exists());
    }
}

/// A card with a second name cannot be renamed: it takes the way from one file system to another.
#[test]
fn a_card_that_is_copied_is_overwritten_where_it_was() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    let shelf = home.context("pure01").home.card_shelf();
    let second = home.path("second name");
    fs::hard_link(shelf.join("a.card"), &second).unwrap();
    let text = fs::read(&second).unwrap();
    bench.insert_card(&name("a")).unwrap();
    assert_eq!(fs::read(in_home(&home, "a")).unwrap(), text);
    assert_eq!(fs::read(&second).unwrap(), vec![0; text.len()]);
    assert!(!shelf.join("a.card").exists());

    let third = home.path("third name");
    fs::hard_link(in_home(&home, "a"), &third).unwrap();
    let to = home.path("away.card");
    bench.remove_card(Some(&to)).unwrap();
    assert_eq!(fs::read(&third).unwrap(), vec![0; text.len()]);
    assert_eq!(fs::read(&to).unwrap(), text);
    assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_no_card_in(&home.path("home"));
}

#[test]
fn a_card_is_not_moved_onto_another_file_or_into_the_home() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    bench.insert_card(&name("a")).unwrap();
    let taken = home.path("taken");
    fs::write(&taken, "mine").unwrap();
    let error = bench.remove_card(Some(&taken)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Exists, "{error}");
    for inside in ["home/a.card", "home/shelf/../a.card", "home"] {
        fs::create_dir_all(home.path("home/shelf")).unwrap();
        let error = bench.remove_card(Some(&home.path(inside))).unwrap_err();
        assert!(matches!(cause(&error), CardError::InHome(_)), "{error}");
    }
    let error = bench
        .remove_card(Some(&home.path("no/folder")))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage, "{error}");
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
    assert!(response(&bench).is_some(), "it is in the port still");
}

#[test]
fn a_card_of_that_name_is_not_replaced() {
    let (home, first, second) = arrays();
    create(&home, "a");
    first.insert_card(&name("a")).unwrap();
    let of_first = response(&first);
    let away = home.path("away.card");
    first.remove_card(Some(&away)).unwrap();
    // The name is free, and is given again.
    create(&home, "a");
    second.insert_card(&name("a")).unwrap();
    let error = first.insert_card_file(&away).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Exists, "{error}");
    second.remove_card(None).unwrap();
    first.insert_card_file(&away).unwrap();
    assert_eq!(response(&first), of_first);
}

#[test]
fn what_is_no_card_is_not_inserted() {
    let (home, bench, _) = arrays();
    let file = home.path("file");
    fs::write(&file, "other text").unwrap();
    let error = bench.insert_card_file(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
    fs::write(&file, vec![b'x'; 1 << 20]).unwrap();
    bench.insert_card_file(&file).unwrap_err();
    bench.insert_card_file(&home.path("home")).unwrap_err();
    bench.insert_card_file(Path::new("/dev/zero")).unwrap_err();
    bench.insert_card_file(&home.path("missing")).unwrap_err();
    assert_eq!(fs::read(&file).unwrap().len(), 1 << 20);
    assert_eq!(response(&bench), None);
}

fn in_home(home: &TestHome, card: &str) -> PathBuf {
    home.path("home/cards").join(format!("{card}.card"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

/// No file of the home holds the secret of a card.
fn assert_no_card_in(folder: &Path) {
    for path in files(folder) {
        if path.is_dir() {
            assert_no_card_in(&path);
        } else if let Ok(bytes) = fs::read(&path) {
            let found = bytes.windows(7).any(|window| window == b"secret ");
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn the_log_tells_where_a_card_was() {
    let (home, bench, _) = arrays();
    let serial = create(&home, "a").serial().to_string();
    bench.insert_card(&name("a")).unwrap();
    bench.remove_card(None).unwrap();
    let entries = bench.log().unwrap().into_iter();
    let told: Vec<String> = entries
        .filter(|entry| entry.event == "card")
        .map(|entry| format!("{} {}", entry.subject, entry.detail))
        .collect();
    assert_eq!(
        told,
        [
            format!("a inserted, serial number {serial}"),
            format!("a removed, serial number {serial}")
        ]
    );
}
