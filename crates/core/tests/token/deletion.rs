//! Deleting an array: what it leaves elsewhere.

use kmip::enums::State;
use pure_core::{Arrays, Notice};

use crate::common::name;
use crate::test_bed::TestBed;

#[test]
fn the_key_goes_with_the_array() {
    let bed = TestBed::enabled();
    Arrays::of(&bed.context()).delete(&name("pure01")).unwrap();
    assert_eq!(bed.states(), [State::Destroyed]);
    assert_eq!(bed.home.notices(), []);
}

#[test]
fn a_key_that_stays_is_named_with_its_place() {
    let bed = TestBed::enabled();
    bed.gate.set_open(false);
    Arrays::of(&bed.context()).delete(&name("pure01")).unwrap();
    let notices = bed.home.notices();
    let [Notice::KeyGivenUp { key, at, .. }] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    assert!(key.starts_with("pure01-"), "{key}");
    assert_eq!(*at, Some(format!("localhost:{}", bed.gate.port())));
    assert_eq!(bed.states(), [State::Active]);
}

#[test]
fn its_drives_on_the_shelf_are_named() {
    let bed = TestBed::new();
    let bay = "CH0.BAY1".parse().unwrap();
    let (_, file) = bed.bench.pull_drive(bay, None).unwrap();
    Arrays::of(&bed.context()).delete(&name("pure01")).unwrap();
    assert_eq!(bed.home.notices(), [Notice::DrivesLeft(vec![file])]);
}
