use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::ground::{FolderId, MemoryPlace, MemoryPlaces};
use crate::lifecycle::tests::TestHome;

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn nothing_is_left_when_it_is_cleared() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    assert!(Memory::read(&array).unwrap().is_some());
    // What release 0.1 left.
    let old = home.memory().join(owner(&array).old_file_name());
    fs::write(&old, "puresim1").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o600)).unwrap();
    clear_of(array.context(), &owner(&array)).unwrap();
    assert!(Memory::read(&array).unwrap().is_none());
    assert_eq!(count(&home.memory()), 0);
    clear_of(array.context(), &owner(&array)).unwrap();
}

#[test]
fn what_is_taken_away_can_be_put_back_and_what_is_used_is_waited_for() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let held = hold(&array).unwrap();
    held.wipe().unwrap();
    let path = recorded(&array).unwrap().unwrap();
    assert!(fs::read(&path).unwrap().iter().all(|byte| *byte == 0));
    held.restore();
    let used = Memory::read(&array).unwrap().unwrap();
    let releasing = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop(used);
    });
    drop(hold(&array).unwrap());
    assert!(releasing.is_finished());
}

#[test]
fn a_memory_of_another_user_or_open_to_others_is_none() {
    let home = TestHome::with(&["pure01"]);
    let array = home.open("pure01").unwrap();
    let path = recorded(&array).unwrap().unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(Memory::read(&array).unwrap().is_none());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(Memory::read(&array).unwrap().is_some());
    let other = path.with_file_name("other");
    fs::rename(&path, &other).unwrap();
    std::os::unix::fs::symlink(&other, &path).unwrap();
    assert!(Memory::read(&array).unwrap().is_none());
}

/// A place in `shared`, in which everybody has folders.
fn place(shared: &Path) -> MemoryPlaces {
    fs::set_permissions(shared, fs::Permissions::from_mode(0o1777)).unwrap();
    MemoryPlaces::FirstOf(vec![MemoryPlace {
        within: shared.to_owned(),
        name: "puresim-1".to_owned(),
    }])
}

#[test]
fn a_name_that_another_has_taken_is_left_to_them() {
    let shared = tempfile::tempdir().unwrap();
    let places = place(shared.path());
    let taken = shared.path().join("puresim-1");
    fs::create_dir(&taken).unwrap();
    fs::set_permissions(&taken, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(place::existing(&places).is_empty());
    let (first, _) = place::usable(&places);
    assert_ne!(first[0].folder, taken);
    assert_eq!(place::usable(&places).0, first, "it is found again");
    assert_eq!(place::existing(&places), [first[0].folder.clone()]);
}

#[test]
fn where_others_can_rename_ours_nothing_is_kept() {
    let shared = tempfile::tempdir().unwrap();
    let places = place(shared.path());
    fs::set_permissions(shared.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let (found, refused) = place::usable(&places);
    assert_eq!(found, []);
    assert!(refused[0].contains("others can change"), "{refused:?}");
}

#[test]
fn what_does_not_lie_in_memory_comes_last() {
    let disk = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
    let memory = tempfile::tempdir_in("/dev/shm").unwrap();
    let first = |folders: &[&Path]| {
        let places = folders.iter().map(|within| MemoryPlace {
            within: (*within).to_owned(),
            name: "puresim".to_owned(),
        });
        place::usable(&MemoryPlaces::FirstOf(places.collect())).0
    };
    let found = first(&[disk.path(), memory.path()]);
    assert_eq!((found.len(), found[0].is_on_disk), (1, false));
    assert!(found[0].folder.starts_with(memory.path()));
    let found = first(&[disk.path()]);
    assert!(found[0].is_on_disk);
}

#[test]
fn memories_of_arrays_that_are_gone_are_wiped_and_no_others() {
    let home = TestHome::with(&["pure01", "pure02"]);
    let context = &home.context;
    let (gone, kept) = (home.open("pure01").unwrap(), home.open("pure02").unwrap());
    fs::remove_dir_all(gone.folder()).unwrap();
    let dek = crate::key::Dek::new(crate::key::random());
    // One that is just being made, whose folder is not in its place yet.
    let made = Owner {
        id: uuid::Uuid::new_v4(),
        folder: FolderId::of(&home.memory()).unwrap(),
    };
    let making = keep(context, &made, Path::new("/nowhere"), &dek).unwrap();
    drop(keep(context, &owner(&kept), kept.folder(), &dek).unwrap());
    let left = |owner: &Owner| home.memory().join(owner.file_name()).exists();
    assert!(!left(&owner(&gone)));
    assert!(left(&owner(&kept)) && left(&made));
    drop(making);
    drop(keep(context, &owner(&kept), kept.folder(), &dek).unwrap());
    assert!(!left(&made));
    assert!(Memory::read(&kept).unwrap().is_some());
}
