use std::convert::Infallible;

use super::note::{Note, Step};
use super::*;
use crate::lifecycle;
use crate::lifecycle::LifecycleError;
use crate::lifecycle::tests::{TestHome, name};
use crate::noun::drive::{Bay, Kind};
use crate::noun::{data, export};
use crate::operation::{Running, pull_drive, rotate, rotate_dek};

fn saved(home: &TestHome, snapshot: &str) {
    let array = home.open("pure01").unwrap();
    let nothing = |_: &Path| Ok::<_, Infallible>(());
    save(&array, &name(snapshot), nothing).unwrap().unwrap();
}

fn restored(home: &TestHome, snapshot: &str) -> Restored {
    let nothing = |_: &Path| Ok::<_, Infallible>(());
    let restored = restore(&home.context, &name(snapshot), nothing);
    restored.unwrap().unwrap()
}

fn read(home: &TestHome) -> String {
    let mut text = Vec::new();
    let array = home.open("pure01").unwrap();
    data::read(&array, &name("vol1"), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn bay(number: usize) -> Bay {
    Bay::new(Kind::Ssd, number).unwrap()
}

#[test]
fn what_was_changed_is_as_it_was() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    data::write(&array, &name("vol1"), &b"before"[..]).unwrap();
    saved(&home, "base");
    data::write(&array, &name("vol1"), &b"after"[..]).unwrap();
    let exclusive = array.exclusive().unwrap();
    rotate(&Running::new(&exclusive).unwrap()).unwrap();
    pull_drive(&exclusive, bay(3), None).unwrap();
    drop(exclusive);
    for _ in 0..2 {
        assert_eq!(restored(&home, "BASE").state, State::On);
        assert_eq!(read(&home), "before");
        let array = home.open("pure01").unwrap();
        assert_eq!(power::status(&array).unwrap().generation.number(), 1);
        assert!(operation_shelf(&array).is_empty());
        let exclusive = array.exclusive().unwrap();
        crate::operation::power_off(&exclusive).unwrap();
        crate::operation::power_on(&exclusive, &mut |_| ()).unwrap();
    }
}

fn operation_shelf(array: &Array) -> Vec<PathBuf> {
    crate::operation::shelved_drives(array).unwrap()
}

/// The memory holds another key by then: the one of the snapshot comes from its drives.
#[test]
fn an_array_with_another_data_encryption_key_is_unlocked_anew() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    data::write(&array, &name("vol1"), &b"before"[..]).unwrap();
    saved(&home, "base");
    rotate_dek(&array.exclusive().unwrap()).unwrap();
    assert_eq!(restored(&home, "base").state, State::On);
    assert_eq!(read(&home), "before");
}

#[test]
fn an_array_that_was_off_or_deleted_comes_back_as_it_was() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    data::write(&array, &name("vol1"), &b"before"[..]).unwrap();
    saved(&home, "on");
    crate::operation::power_off(&array.exclusive().unwrap()).unwrap();
    saved(&home, "off");
    assert_eq!(restored(&home, "on").state, State::On);
    assert_eq!(restored(&home, "off").state, State::Off);
    assert_eq!(std::fs::read_dir(home.memory()).unwrap().count(), 0);
    lifecycle::delete(&home.context, &name("pure01")).unwrap();
    assert_eq!(restored(&home, "on").state, State::On);
    assert_eq!(read(&home), "before");
    let listed = list(&home.context).into_iter();
    let states = listed.map(|(name, found)| (name.to_string(), found.unwrap().state));
    let expected = [("off", State::Off), ("on", State::On)];
    assert!(states.eq(expected.map(|(name, state)| (name.to_owned(), state))));
}

#[test]
fn no_snapshot_takes_the_place_of_another_and_none_is_left_of_one_that_failed() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let failing = save(&array, &name("base"), |_| Err("no"));
    assert!(matches!(failing, Ok(Err("no"))));
    assert!(list(&home.context).is_empty());
    saved(&home, "base");
    let again = save(&array, &name("Base"), |_| Ok::<_, Infallible>(()));
    assert!(matches!(again, Err(SnapshotError::Exists(_))));
    let before = power::status(&array).unwrap();
    assert!(matches!(
        restore(&home.context, &name("base"), |_| Err("no")),
        Ok(Ok(_))
    ));
    assert_eq!(power::status(&array).unwrap(), before);
    delete(&home.context, &name("BASE")).unwrap();
    assert!(list(&home.context).is_empty());
    assert!(matches!(
        delete(&home.context, &name("base")),
        Err(SnapshotError::Missing(_))
    ));
}

/// What a command that died has begun, whoever opens the array finishes; where that needs what belongs beside
/// it, restoring again does.
#[test]
fn what_was_interrupted_is_finished() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    data::write(&array, &name("vol1"), &b"before"[..]).unwrap();
    saved(&home, "base");
    let change = || {
        data::write(&array, &name("vol1"), &b"after"[..]).unwrap();
        rotate_dek(&array.exclusive().unwrap()).unwrap();
    };
    let begin = |step| {
        let note = Note::of(step, &name("base"));
        note.write(array.folder()).unwrap();
    };
    change();
    begin(Step::Array);
    assert_eq!(read(&home), "before");
    assert_eq!(note::read(array.folder()).unwrap(), None);
    change();
    assert_eq!(read(&home), "after", "nothing is under way any more");
    begin(Step::Beside);
    let refused = home.open("pure01").unwrap_err();
    assert!(matches!(&refused, LifecycleError::Interrupted(base) if *base == name("base")));
    let needed = delete(&home.context, &name("Base"));
    assert!(matches!(needed, Err(SnapshotError::Needed(_))));
    restored(&home, "base");
    assert_eq!(read(&home), "before");
    crate::operation::power_off(&array.exclusive().unwrap()).unwrap();
    begin(Step::Power);
    let opened = home.open("pure01").unwrap();
    assert_eq!(power::status(&opened).unwrap().state, State::On);
    delete(&home.context, &name("base")).unwrap();
    begin(Step::Array);
    let without = home.open("pure01").unwrap_err();
    assert!(matches!(without, LifecycleError::Interrupted(_)));
}

#[test]
fn what_is_not_restored_beside_the_array_leaves_no_note() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let beside = |folder: &Path| std::fs::create_dir(folder).map_err(|_| "no");
    save(&array, &name("base"), beside).unwrap().unwrap();
    let failing = || restore(&home.context, &name("base"), |_| Err::<(), _>("no"));
    assert!(matches!(failing(), Ok(Err("no"))));
    assert!(home.open("pure01").is_ok());
    drop(array);
    lifecycle::delete(&home.context, &name("pure01")).unwrap();
    assert!(matches!(failing(), Ok(Err("no"))));
    let gone = home.open("pure01").unwrap_err();
    assert!(matches!(gone, LifecycleError::Missing(_)));
}

#[test]
fn exports_made_since_are_still_known() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let note = |file: &str| {
        let noted = |tx: &rusqlite::Transaction<'_>| {
            export::note(tx, array.now(), Path::new(file), Some("key"))
        };
        array.store().write(noted).unwrap();
    };
    note("first");
    saved(&home, "base");
    note("second");
    for _ in 0..2 {
        restored(&home, "base");
        let array = home.open("pure01").unwrap();
        let known = array.store().read(|db| export::needing(db, "key")).unwrap();
        let files: Vec<_> = known.iter().filter_map(|it| it.file.as_deref()).collect();
        assert_eq!(files, ["first", "second"]);
    }
}
