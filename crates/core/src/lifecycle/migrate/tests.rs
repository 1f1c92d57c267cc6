//! A migration that died after each of its steps, on a home that release 0.1 made.

use super::*;
use crate::lifecycle::tests::{TestHome, name};
use crate::lifecycle::{list, open as open_current, rename as rename_array};

/// The arrays of the fixture, as release 0.1 called their folders.
const FOLDERS: [&str; 3] = ["dark", "rack1", "vault"];

/// A home as release 0.1 left it, with `Vault` as the current array.
fn old_home() -> TestHome {
    let home = TestHome::with(&[]);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/home-0.1.tar");
    let mut archive = tar::Archive::new(fs::File::open(fixture).unwrap());
    archive.set_preserve_permissions(true);
    archive
        .unpack(home.context.home.root().parent().unwrap())
        .unwrap();
    home
}

/// Does the first `steps` steps of a migration: for each array its row and its folder, and no more.
fn migrate_in_part(home: &TestHome, steps: usize) {
    let home = &home.context.home;
    let waiter = pure_sqlite::Waiter::silent();
    for (number, folder) in FOLDERS.iter().enumerate() {
        let array = read(&home.arrays().join(folder)).unwrap().unwrap();
        if steps > 2 * number {
            let registry = Registry::open(home, &waiter).unwrap();
            assert!(registry.put(array.id, &array.name).unwrap());
        }
        if steps > 2 * number + 1 {
            fs::rename(&array.folder, home.array(array.id)).unwrap();
        }
    }
}

fn names(home: &TestHome) -> Vec<(String, bool)> {
    let listed = list(&home.context).unwrap().into_iter();
    listed
        .map(|(name, array)| (name.to_string(), array.unwrap().is_current))
        .collect()
}

#[test]
fn the_next_request_goes_on_after_every_step() {
    for steps in 0..=6 {
        let home = old_home();
        migrate_in_part(&home, steps);
        let current = open_current(&home.context).unwrap();
        assert_eq!(
            current.name().unwrap().as_str(),
            "Vault",
            "after {steps} steps"
        );
        let expected = [("Dark", false), ("Rack1", false), ("Vault", true)];
        assert_eq!(
            names(&home),
            expected.map(|(name, is_current)| (name.to_owned(), is_current)),
            "after {steps} steps"
        );
        assert!(!is_due(&home.context.home));
        let choice = choice::chosen(&home.context.home).unwrap();
        assert_eq!(choice, Choice::Array(current.id()));
    }
}

#[test]
fn an_array_can_be_opened_by_name_after_every_step() {
    for steps in 0..=6 {
        for array in ["Dark", "Rack1", "Vault"] {
            let home = old_home();
            migrate_in_part(&home, steps);
            let array = home.open(array).unwrap();
            assert!(array.version().is_ok(), "after {steps} steps");
        }
    }
}

/// The choice is a name as long as nobody asks for the current array.
#[test]
fn the_current_array_stays_the_current_one_when_it_is_renamed_before_the_choice_is_taken_in() {
    let home = old_home();
    migrate_in_part(&home, 6);
    let vault = home.open("Vault").unwrap();
    rename_array(&vault.exclusive().unwrap(), &name("Strongroom")).unwrap();
    let current = open_current(&home.context).unwrap();
    assert_eq!(current.id(), vault.id());
    assert_eq!(current.name().unwrap().as_str(), "Strongroom");
}

#[test]
fn names_that_are_uuids_in_another_form_are_names() {
    assert!(is_uuid("8d0f4a52-5f0e-4d6c-9c1e-3b8a2f6d7e10"));
    for name in ["8d0f4a525f0e4d6c9c1e3b8a2f6d7e10", "pure01", "lock"] {
        assert!(!is_uuid(name), "{name}");
    }
}
