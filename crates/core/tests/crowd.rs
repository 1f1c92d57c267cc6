//! Many requests at once that make, rename, choose, use and delete the arrays of one home.

mod common;

use std::fs;

use pure_core::power::State;
use pure_core::{Arrays, Bench, Error, ErrorKind, Layout, Notice, Purity, Result};

use common::{TestHome, name};

const NAMES: [&str; 3] = ["pure01", "Vault", "rack-1"];

/// What another request did in between: the array is there already, or not any more.
fn is_by_another(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Exists | ErrorKind::NotFound)
}

/// One request, which `number` chooses.
fn request(home: &TestHome, number: usize) -> Result<()> {
    let (array, other) = (NAMES[number % 3], NAMES[(number / 3) % 3]);
    let context = home.context(array);
    let arrays = Arrays::of(&context);
    match (number / 9) % 10 {
        0..=2 => {
            let layout = Layout {
                ssds: "3".parse().unwrap(),
                ..Layout::default()
            };
            arrays.create(&name(array), &layout).map(drop)
        }
        3 => arrays.choose(&name(array)).map(drop),
        4 => arrays.delete(&name(array)),
        5 => arrays.list().map(drop),
        6 => Purity::open(&context)?.rename(&name(other)).map(drop),
        _ => {
            let bench = Bench::open(&context)?;
            // Whole, or not at all: also of an array that is deleted meanwhile.
            let written = bench.write_volume(&name("vol"), array.as_bytes());
            let mut read = Vec::new();
            let read_back = bench.read_volume(&name("vol"), &mut read);
            if written.is_ok() && read_back.is_ok() {
                assert!(NAMES.iter().any(|name| name.as_bytes() == read));
            }
            bench.rotate_key().map(drop)
        }
    }
}

#[test]
fn a_crowd_leaves_whole_arrays_under_names_of_their_own() {
    const THREADS: usize = 6;
    const ROUNDS: usize = 30;
    let home = TestHome::with(&NAMES);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let home = &home;
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    // Every thread goes another way through the requests (Knuth's hash).
                    let number = (((thread * ROUNDS + round + 1) * 2_654_435_761) % (1 << 32)) >> 8;
                    if let Err(error) = request(home, number) {
                        assert!(is_by_another(&error), "{number}: {error} {error:?}");
                    }
                }
            });
        }
    });
    let notices = home.notices();
    assert!(
        notices.iter().all(|notice| *notice == Notice::Waiting),
        "nobody lost power, and nothing was left: {notices:?}"
    );
    let context = home.context("none");
    let listed = Arrays::of(&context).list().unwrap().into_iter();
    let listed: Vec<_> = listed.map(|(_, array)| array.unwrap()).collect();
    for array in &listed {
        assert!(NAMES.contains(&array.name.as_str()), "{}", array.name);
        assert_eq!(array.power.state, State::On);
        let found = Arrays::of(&context).get(&array.name).unwrap();
        assert_eq!(found.id, array.id);
        let bench = Bench::open(&home.context(array.name.as_str())).unwrap();
        bench.power_off().unwrap();
        bench.power_on(&mut |_| ()).unwrap();
        let log = bench.log().unwrap();
        assert!(log.iter().all(|entry| entry.detail != "lost"), "{log:?}");
    }
    let mut names: Vec<_> = listed.iter().map(|array| array.name.to_string()).collect();
    names.dedup_by_key(|name| name.to_ascii_lowercase());
    assert_eq!(names.len(), listed.len());
    let folders = fs::read_dir(context.home.arrays()).unwrap();
    let folders: Vec<_> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .filter(|folder| folder != ".lock")
        .collect();
    assert_eq!(folders.len(), listed.len(), "{folders:?}");
    let memories = fs::read_dir(home.path("memory")).unwrap().count();
    assert_eq!(
        memories,
        listed.len(),
        "of arrays that are gone none is kept"
    );
}
