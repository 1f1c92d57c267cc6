//! Exports, and arrays that are made of them: what opens them, and what they do to each other's keys.

use std::path::PathBuf;

use kmip::enums::State;
use pure_core::archive::{ImportOptions, Passphrase};
use pure_core::operation::OldKey;
use pure_core::power::State as Power;
use pure_core::{ArrayEntry, Arrays, Bench, Context, ErrorKind, Home, Notice, Result};

use crate::common::name;
use crate::test_bed::{CONTENTS, TestBed};

fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery".into()).unwrap()
}

/// Exports the array; the file.
fn export(bed: &TestBed, file: &str) -> PathBuf {
    let path = bed.home.path(file);
    Arrays::of(&bed.context())
        .export(&name("pure01"), &path, &passphrase())
        .unwrap();
    path
}

/// What a request in another home comes with, for the array of that name.
fn elsewhere(bed: &TestBed, array: &str) -> Context {
    let mut context = bed.context();
    context.home = Home::at(&bed.home.path("elsewhere")).unwrap();
    context.for_array(name(array))
}

fn import(
    context: &Context,
    file: &str,
    bed: &TestBed,
    options: &ImportOptions,
) -> Result<ArrayEntry> {
    Arrays::of(context).import(&bed.home.path(file), &passphrase(), options)
}

fn as_copy(name_of: Option<&str>) -> ImportOptions {
    ImportOptions {
        name: name_of.map(name),
        copy: true,
    }
}

/// Whether a power cycle unlocks the array, and its data is there.
fn cycle(context: &Context) -> Result<()> {
    let bench = Bench::open_as_it_is(context)?;
    bench.power_off()?;
    bench.power_on(&mut |_| ())?;
    let mut contents = Vec::new();
    bench.read_volume(&name("vol1"), &mut contents)?;
    assert_eq!(contents, CONTENTS);
    Ok(())
}

fn exports_useless(notices: &[Notice]) -> usize {
    let told = notices.iter().filter_map(|notice| match notice {
        Notice::ExportsUseless(exports) => Some(exports.len()),
        _ => None,
    });
    told.sum()
}

#[test]
fn the_exports_that_a_replacement_makes_useless_are_named_before() {
    let bed = TestBed::enabled();
    let first = export(&bed, "first.pure");
    export(&bed, "second.pure");
    bed.home.notices();
    // Before: the key manager is asked for nothing yet.
    bed.gate.set_open(true);
    let told = bed.home.notices();
    assert_eq!(told, []);
    bed.array().replace_token(None, OldKey::Destroy).unwrap();
    let told = bed.home.notices();
    let Some(Notice::ExportsUseless(exports)) = told.first() else {
        panic!("{told:?}")
    };
    let whole = first.canonicalize().unwrap().display().to_string();
    assert!(exports[0].starts_with(&whole), "{exports:?}");
    assert_eq!(exports.len(), 2);
    let log = bed.bench.log().unwrap();
    let detail = format!("exported to {whole}");
    assert!(log.iter().any(|entry| entry.detail == detail), "{log:?}");
    // They need a key that is gone by now: they are not named again.
    bed.array().disable_token(OldKey::Destroy).unwrap();
    assert_eq!(exports_useless(&bed.home.notices()), 0);
}

#[test]
fn exports_that_need_no_key_stay_of_use() {
    let bed = TestBed::new();
    export(&bed, "first.pure");
    bed.enable("kmip_srvr").unwrap();
    bed.array().replace_token(None, OldKey::Destroy).unwrap();
    assert_eq!(exports_useless(&bed.home.notices()), 0);
    let context = elsewhere(&bed, "pure01");
    import(&context, "first.pure", &bed, &ImportOptions::default()).unwrap();
    cycle(&context).unwrap();
}

#[test]
fn a_key_that_is_kept_opens_the_exports() {
    for disables in [false, true] {
        let bed = TestBed::enabled();
        export(&bed, "first.pure");
        let key = bed.token().unwrap();
        bed.home.notices();
        if disables {
            bed.array().disable_token(OldKey::Keep).unwrap();
        } else {
            bed.array().replace_token(None, OldKey::Keep).unwrap();
        }
        let told = bed.home.notices();
        assert!(
            matches!(told.as_slice(), [Notice::KeyKept { .. }]),
            "{told:?}"
        );
        bed.cycle().unwrap();
        let active = bed
            .states()
            .iter()
            .filter(|it| **it == State::Active)
            .count();
        assert_eq!(active, if disables { 1 } else { 2 });
        let context = elsewhere(&bed, "pure01");
        let imported = import(&context, "first.pure", &bed, &ImportOptions::default()).unwrap();
        assert_eq!(imported.power.state, Power::Off);
        cycle(&context).unwrap();
        let opened = Bench::open(&context).unwrap();
        assert_eq!(
            opened.purity().token().unwrap().unwrap().signature,
            key.signature
        );
    }
}

#[test]
fn an_imported_array_is_the_same_one_and_destroys_no_key_that_the_other_may_use() {
    let bed = TestBed::enabled();
    export(&bed, "first.pure");
    bed.home.notices();
    let context = elsewhere(&bed, "pure01");
    let imported = import(&context, "first.pure", &bed, &ImportOptions::default()).unwrap();
    assert_eq!(bed.home.notices(), [Notice::ArrayMoved]);
    assert_eq!(imported.power.state, Power::Off);
    cycle(&context).unwrap();
    let opened = Bench::open(&context).unwrap();
    assert_eq!(
        opened.purity().identity().unwrap(),
        bed.array().identity().unwrap()
    );
    bed.home.notices();
    opened
        .purity()
        .replace_token(None, OldKey::Destroy)
        .unwrap();
    let told = bed.home.notices();
    assert!(
        matches!(told.as_slice(), [Notice::KeyGivenUp { .. }]),
        "{told:?}"
    );
    cycle(&context).unwrap();
    bed.cycle().unwrap();
    // From then on its keys are its own.
    opened
        .purity()
        .replace_token(None, OldKey::Destroy)
        .unwrap();
    assert_eq!(bed.home.notices(), []);
    opened.purity().disable_token(OldKey::Destroy).unwrap();
    bed.cycle().unwrap();
}

#[test]
fn copies_have_keys_of_their_own() {
    let bed = TestBed::enabled();
    export(&bed, "first.pure");
    let copy = import(&bed.context(), "first.pure", &bed, &as_copy(Some("copy"))).unwrap();
    assert_eq!(copy.power.state, Power::Off);
    assert_eq!(copy.name, name("copy"));
    let context = bed.home.context("copy");
    cycle(&context).unwrap();
    let opened = Bench::open(&context).unwrap();
    let own = bed.array().identity().unwrap();
    assert_ne!(opened.purity().identity().unwrap().id, own.id);
    let [one, other] = [bed.array(), opened.purity()].map(|it| it.token().unwrap().unwrap());
    assert_ne!(one.signature, other.signature);
    assert_eq!(bed.states(), [State::Active; 2]);
    let serials = |bench: &Bench| -> Vec<String> {
        let drives = bench.drives().unwrap().into_iter();
        drives.map(|drive| drive.row.serial).collect()
    };
    assert!(
        serials(&opened)
            .iter()
            .all(|it| !serials(&bed.bench).contains(it))
    );
    assert!(opened.purity().test_token().unwrap().is_ok());
    bed.home.notices();
    // Whatever one of them does, the other unlocks.
    bed.array().replace_token(None, OldKey::Destroy).unwrap();
    assert_eq!(exports_useless(&bed.home.notices()), 1);
    cycle(&context).unwrap();
    opened
        .purity()
        .replace_token(None, OldKey::Destroy)
        .unwrap();
    opened.rotate_key().unwrap();
    assert_eq!(bed.home.notices(), []);
    bed.cycle().unwrap();
    Arrays::of(&context).delete(&name("copy")).unwrap();
    assert_eq!(bed.home.notices(), []);
    let active = bed
        .states()
        .iter()
        .filter(|it| **it == State::Active)
        .count();
    assert_eq!(active, 1);
    bed.cycle().unwrap();
}

#[test]
fn a_copy_of_an_array_without_a_token() {
    let bed = TestBed::new();
    let bay = "CH0.BAY3".parse().unwrap();
    bed.bench.pull_drive(bay, None).unwrap();
    export(&bed, "first.pure");
    let context = elsewhere(&bed, "pure01");
    import(&context, "first.pure", &bed, &as_copy(None)).unwrap();
    cycle(&context).unwrap();
    let opened = Bench::open(&context).unwrap();
    assert_ne!(
        opened.purity().identity().unwrap().id,
        bed.array().identity().unwrap().id
    );
    assert_eq!(opened.power().unwrap().ssds_present, 10);
    assert!(bed.keys().is_empty());
}

#[test]
fn a_copy_that_cannot_be_made_leaves_nothing() {
    let bed = TestBed::enabled();
    export(&bed, "first.pure");
    let here = || {
        let arrays = std::fs::read_dir(bed.home.path("home/arrays")).unwrap();
        arrays.count()
    };
    let before = here();
    let taken = import(&bed.context(), "first.pure", &bed, &as_copy(None)).unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::Exists);
    bed.gate.set_open(false);
    let refused = import(&bed.context(), "first.pure", &bed, &as_copy(Some("copy"))).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("No copy of the array can be made. "),
        "{refused}"
    );
    bed.gate.set_open(true);
    assert_eq!(here(), before);
    assert_eq!(Arrays::of(&bed.context()).list().unwrap().len(), 1);
    assert_eq!(bed.states(), [State::Active]);
    bed.cycle().unwrap();
}

/// Whatever goes wrong on the way, there is a whole array or none, and no key that nobody knows of.
#[cfg(feature = "testing")]
#[test]
fn an_import_that_is_cut_short() {
    use pure_core::fault::{Fault, Met, Trouble, under};

    let bed = TestBed::enabled();
    export(&bed, "first.pure");
    let troubles = [
        Trouble::Kill,
        Trouble::Io { committed: true },
        Trouble::Io { committed: false },
        Trouble::Full,
    ];
    for (trouble, copy) in troubles
        .into_iter()
        .flat_map(|it| [(it, true), (it, false)])
    {
        let context = elsewhere(&bed, "pure01");
        for at in 0.. {
            let options = ImportOptions { name: None, copy };
            let fault = Some(Fault { at, trouble });
            let met = under(fault, || import(&context, "first.pure", &bed, &options));
            let arrays = Arrays::of(&context).list().unwrap();
            match &met {
                Met::Ended(Ok(entry), _) => {
                    assert_eq!(arrays.len(), 1, "{at} {trouble:?}");
                    assert_eq!(arrays[0].1.as_ref().unwrap().id, entry.id);
                    cycle(&context).unwrap();
                }
                Met::Ended(Err(error), _) => {
                    assert_eq!(arrays.len(), 0, "{at} {trouble:?} {error}");
                }
                // It may be there already.
                Met::Killed => {
                    if !arrays.is_empty() {
                        cycle(&context).unwrap();
                    }
                }
            }
            if copy && !arrays.is_empty() {
                Arrays::of(&context).delete(&name("pure01")).unwrap();
            }
            let active = bed
                .states()
                .iter()
                .filter(|it| **it == State::Active)
                .count();
            assert_eq!(active, 1, "{at} {trouble:?}");
            if !copy && !arrays.is_empty() {
                Arrays::of(&context).delete(&name("pure01")).unwrap();
            }
            let folders = std::fs::read_dir(bed.home.path("elsewhere/arrays")).unwrap();
            let folders: Vec<_> = folders.map(|it| it.unwrap().file_name()).collect();
            assert_eq!(folders, [".lock"], "{at} {trouble:?}");
            if matches!(met, Met::Ended(_, false)) {
                break;
            }
        }
    }
    bed.cycle().unwrap();
}
