//! A copy of the array's folder does not destroy the key that the array is locked with.

use std::fs;
use std::path::{Path, PathBuf};

use kmip::enums::State;
use pure_core::{Arrays, Bench, Context, Home, Notice, Purity};

use crate::common::name;
use crate::test_bed::TestBed;

/// Copies a folder with all that is in it, but for lock files that others hold.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else if path.is_file() {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What a request for the array in a copy of the home comes with.
fn context(bed: &TestBed, home: &Path) -> Context {
    let memory = bed.home.path("memory of the copy");
    Context::new(Home::at(home).unwrap(), memory, "tester").for_array(name("pure01"))
}

/// A copy that was made while the key was made, between its creation and the commit.
fn copied_between() -> (TestBed, PathBuf) {
    let bed = TestBed::new();
    let (from, to) = (bed.home.path("home"), bed.home.path("copy"));
    let target = to.clone();
    bed.gate.at(2, move || copy(&from, &target));
    bed.enable("kmip_srvr").unwrap();
    assert!(to.exists());
    (bed, to)
}

/// Whatever the copy does, the array unlocks.
fn do_everything(bed: &TestBed, home: &Path) {
    let context = context(bed, home);
    let copied = Purity::open(&context).unwrap();
    assert!(copied.token_status().unwrap().token.is_none());
    bed.cycle().unwrap();
    Bench::open(&context)
        .unwrap()
        .power_on(&mut |_| ())
        .unwrap();
    bed.cycle().unwrap();
    let kept = copied.delete_kmip_server(&name("kmip_srvr"), false);
    assert!(kept.is_err(), "it remembers the key");
    bed.cycle().unwrap();
    Arrays::of(&context).delete(&name("pure01")).unwrap();
    bed.cycle().unwrap();
    assert_eq!(bed.states(), [State::Active]);
}

#[test]
fn a_copy_made_before_the_commit_leaves_the_key() {
    let (bed, home) = copied_between();
    do_everything(&bed, &home);
}

#[test]
fn a_copy_made_before_the_key_was_marked_leaves_it() {
    let (bed, home) = copied_between();
    for array in fs::read_dir(home.join("arrays")).unwrap() {
        let database = array.unwrap().path().join("array.db");
        if database.exists() {
            let database = rusqlite::Connection::open(database).unwrap();
            let forget = "UPDATE token_intent SET mark = NULL, key_id = NULL";
            assert_eq!(database.execute(forget, []), Ok(1));
        }
    }
    do_everything(&bed, &home);
}

#[test]
fn deleting_a_copy_leaves_the_key_and_says_so() {
    let bed = TestBed::enabled();
    let home = bed.home.path("copy");
    copy(&bed.home.path("home"), &home);
    let mut context = context(&bed, &home);
    let (sender, told) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    context.on_notice = std::sync::Arc::new(move |notice| {
        sender.lock().unwrap().send(notice.clone()).unwrap();
    });
    Arrays::of(&context).delete(&name("pure01")).unwrap();
    assert!(matches!(told.recv().unwrap(), Notice::KeyGivenUp { .. }));
    bed.cycle().unwrap();
}
