//! The promise, over a few hundred random sequences, and over those that once broke it.

use pure_core::fault::{Fault, Trouble};
use pure_promise::step::Order::{
    Add, Disable, Enable, Export, Insert, ListToken, Pull, Replace, ReplaceToken, Rotate, Twin,
    Write,
};
use pure_promise::step::{Event, Order, Source, Step};
use pure_promise::{play_all, search};

/// Sequences that are played each time; `cargo xtask torture` plays ten thousand.
const SEQUENCES: u32 = 300;
/// Places of an order that are tried one after another.
const PLACES: u32 = 16;

/// `PROMISE_SEED` plays others, and `PROMISE_SEQUENCES` that many.
#[test]
fn green_means_that_it_would_unlock() {
    let variable = |name| std::env::var(name).ok();
    let seed = variable("PROMISE_SEED").and_then(|seed| seed.parse().ok());
    let count = variable("PROMISE_SEQUENCES").and_then(|count| count.parse().ok());
    let count = count.unwrap_or(SEQUENCES);
    let (played, broken) = search(seed.unwrap_or(1), count, None).unwrap();
    for broken in &broken {
        eprintln!("{broken}");
    }
    assert!(broken.is_empty(), "see above");
    assert_eq!(played, count);
}

const ENABLE: Order = Enable(Source::Kmip);

fn fine(order: Order) -> Step {
    Step::order(order)
}

/// The sequences that `of` makes of each place and each trouble.
fn everywhere(troubles: &[Trouble], of: impl Fn(Fault) -> Vec<Step>) {
    let faults = troubles
        .iter()
        .flat_map(|&trouble| (0..PLACES).map(move |at| Fault { at, trouble }));
    let sequences: Vec<_> = faults.map(of).collect();
    if let Err(error) = play_all(&sequences) {
        panic!("{error:#}");
    }
}

const COMMITS: [Trouble; 2] = [
    Trouble::Io { committed: true },
    Trouble::Io { committed: false },
];

/// A key whose name was noted before it was made was destroyed by that name on an older copy, when it had
/// come into use since.
#[test]
fn a_list_of_an_older_copy_leaves_the_key_in_use() {
    everywhere(&[Trouble::Kill], |fault| {
        vec![
            Step::Order(ENABLE, Some(fault)),
            Step::Event(Event::Keep),
            fine(ENABLE),
            Step::Event(Event::ListOfCopy),
        ]
    });
}

/// A rotation whose commit was not known dropped the generation that counted.
#[test]
fn a_commit_that_is_not_known_leaves_both_generations() {
    everywhere(&COMMITS, |fault| {
        vec![Step::Order(Rotate, Some(fault)), fine(Rotate)]
    });
}

/// A drive that could not be added took the file of another with it.
#[test]
fn a_drive_that_is_not_added_takes_nothing_with_it() {
    let troubles = [COMMITS[0], COMMITS[1], Trouble::Full, Trouble::Kill];
    everywhere(&troubles, |fault| {
        vec![
            fine(Pull(5)),
            Step::Order(Replace(5), Some(fault)),
            fine(Add),
        ]
    });
}

/// A killed insertion stranded the drive, and the next one overwrote it.
#[test]
fn an_insertion_that_is_cut_strands_no_drive() {
    let troubles = [COMMITS[0], COMMITS[1], Trouble::Kill];
    everywhere(&troubles, |fault| {
        vec![
            fine(Pull(0)),
            Step::Order(Insert(0), Some(fault)),
            fine(Add),
            fine(Insert(0)),
        ]
    });
}

/// A token that could not be disabled to the end had lost its key by then.
#[test]
fn a_token_that_is_changed_on_a_failing_device_keeps_the_key_that_counts() {
    let troubles = [COMMITS[1], Trouble::Kill];
    for order in [Disable, ReplaceToken(None)] {
        everywhere(&troubles, |fault| {
            vec![
                fine(ENABLE),
                Step::Order(order, Some(fault)),
                fine(ListToken),
            ]
        });
    }
}

/// A copy of an export leaves no array behind that is not whole, and no key that nobody knows of.
#[test]
fn a_twin_that_is_cut_leaves_nothing() {
    everywhere(&[Trouble::Full, Trouble::Kill], |fault| {
        vec![
            fine(ENABLE),
            fine(Export),
            Step::Order(Twin, Some(fault)),
            fine(ReplaceToken(None)),
        ]
    });
}

/// A volume whose commit was not known lost its file.
#[test]
fn a_volume_that_may_be_written_is_there() {
    everywhere(&COMMITS, |fault| {
        vec![Step::Order(Write(0, 1), Some(fault)), fine(Write(1, 1))]
    });
}
