//! Whatever happens to a rotation, one whole generation counts.

mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;

use self::world::{Checked, Chooser, Executor, World};
use super::{Effect, Outcome, Reconciled, Rotation, reconcile};
use crate::key::Generation;

const fn generation(number: u64) -> Generation {
    Generation::new(number)
}

/// Rotations one after the other; between them the power may go and leftovers may be dropped.
fn life(drives: usize, rotations: usize, executor: Executor, choices: Vec<usize>) -> Checked<()> {
    let mut chooser = Chooser::new(choices);
    let mut world = World::new(drives, &mut chooser);
    for _ in 0..rotations {
        world.rotate(executor, &mut chooser)?;
        world.lose_power(&mut chooser)?;
        if chooser.choose(2) == 0 {
            world.reconcile(&mut chooser)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn one_whole_generation_counts_whatever_happens(
        drives in 3..=12_usize,
        rotations in 1..=6_usize,
        choices in proptest::collection::vec(0..12_usize, 0..300),
    ) {
        life(drives, rotations, Executor::Right, choices).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_drive_keeps_what_counts_or_the_newest_older_one(
        counting in 0..8_u64,
        held in proptest::collection::btree_set(0..8_u64, 0..5),
    ) {
        let all: Vec<_> = held.iter().copied().map(generation).collect();
        let Reconciled { keep, drop } = reconcile(generation(counting), &all);
        let expected = held.range(..=counting).next_back().copied();
        prop_assert_eq!(keep, expected.map(generation));
        let together: BTreeSet<_> = keep.into_iter().chain(drop.iter().copied()).collect();
        prop_assert_eq!(together.len(), usize::from(keep.is_some()) + drop.len());
        prop_assert_eq!(together, all.into_iter().collect());
    }
}

/// Every world that one step can make of those, and what the step can say.
fn every<T: Ord>(
    worlds: &BTreeSet<World>,
    step: impl Fn(&mut World, &mut Chooser) -> Checked<T>,
) -> Checked<(BTreeSet<World>, BTreeSet<T>)> {
    let (mut reached, mut said) = (BTreeSet::new(), BTreeSet::new());
    for world in worlds {
        let mut next = Some(Chooser::default());
        while let Some(mut chooser) = next {
            let mut world = world.clone();
            said.insert(step(&mut world, &mut chooser)?);
            reached.insert(world);
            next = chooser.next();
        }
    }
    Ok((reached, said))
}

/// Goes every way in which that many rotations, one after the other, can go. Returns what can be said
/// of the last of them.
fn every_life(
    drives: usize,
    rotations: usize,
    executor: Executor,
) -> Checked<BTreeSet<Option<Outcome>>> {
    let mut worlds = BTreeSet::from([World::new(drives, &mut Chooser::default())]);
    let mut outcomes = BTreeSet::new();
    for _ in 0..rotations {
        (worlds, outcomes) = every(&worlds, |world, chooser| world.rotate(executor, chooser))?;
        (worlds, _) = every(&worlds, World::lose_power)?;
        worlds.extend(every(&worlds, World::reconcile)?.0);
    }
    Ok(outcomes)
}

/// Each outcome, and none after a crash.
fn all_outcomes() -> BTreeSet<Option<Outcome>> {
    BTreeSet::from([
        None,
        Some(Outcome::NotChanged),
        Some(Outcome::Changed),
        Some(Outcome::ChangedWithLeftovers),
        Some(Outcome::Unknown),
    ])
}

#[test]
fn every_way_in_which_three_rotations_of_three_drives_can_go() {
    assert_eq!(every_life(3, 3, Executor::Right), Ok(all_outcomes()));
}

#[test]
fn every_way_in_which_a_rotation_of_four_drives_can_go() {
    assert_eq!(every_life(4, 1, Executor::Right), Ok(all_outcomes()));
}

#[test]
fn an_executor_that_is_wrong_is_found_out() {
    let found = |executor| every_life(3, 2, executor).unwrap_err();
    let lost = found(Executor::TakesUnknownForFailed);
    assert!(lost.starts_with("cannot be opened"), "{lost}");
    let lost = found(Executor::ConfirmsNothing);
    assert!(lost.starts_with("cannot be opened"), "{lost}");
    let lost = found(Executor::TakesFailedForDone);
    assert!(lost.starts_with("Changed is not true"), "{lost}");
}

/// The loop that an operation runs.
fn execute(
    mut rotation: Rotation,
    mut apply: impl FnMut(Effect) -> Result<(), Failure>,
) -> (Option<Outcome>, Option<Failure>) {
    let mut first = None;
    while let Some(effect) = rotation.effect() {
        rotation = match apply(effect) {
            Ok(()) => rotation.done(),
            Err(failure) => {
                let in_doubt = failure == Failure::AtCommit;
                first.get_or_insert(failure);
                if in_doubt {
                    rotation.unknown()
                } else {
                    rotation.failed()
                }
            }
        };
    }
    (rotation.outcome(), first)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    Plain,
    AtCommit,
}

#[test]
fn an_executor_in_ten_lines() {
    let (old, new) = (generation(7), generation(8));
    let write = Effect::WriteLayers { beside: old, new };
    let commit = Effect::Commit { new };
    let (drop_old, drop_new) = (Effect::DropOld { keep: new }, Effect::DropNew { keep: old });
    let run = |held: &[Generation], failing: Option<(Effect, Failure)>| {
        let mut effects = Vec::new();
        let (outcome, failure) = execute(Rotation::begin(old, [held]), |effect| {
            effects.push(effect);
            match failing {
                Some((it, failure)) if it == effect => Err(failure),
                _ => Ok(()),
            }
        });
        assert_eq!(failure, failing.map(|(_, failure)| failure));
        (effects, outcome.unwrap())
    };
    let fails = |effect| Some((effect, Failure::Plain));
    assert_eq!(
        run(&[old], None),
        (vec![write, commit, drop_old], Outcome::Changed)
    );
    assert_eq!(
        run(&[old], fails(write)),
        (vec![write, drop_new], Outcome::NotChanged)
    );
    assert_eq!(
        run(&[old], fails(commit)),
        (vec![write, commit, drop_new], Outcome::NotChanged)
    );
    assert_eq!(
        run(&[old], Some((commit, Failure::AtCommit))),
        (vec![write, commit], Outcome::Unknown)
    );
    assert_eq!(
        run(&[old], fails(drop_old)),
        (vec![write, commit, drop_old], Outcome::ChangedWithLeftovers)
    );
    let confirm = Effect::Confirm { counting: old };
    assert_eq!(
        run(&[old, new], None),
        (vec![confirm, write, commit, drop_old], Outcome::Changed)
    );
    assert_eq!(
        run(&[old, new], fails(confirm)),
        (vec![confirm], Outcome::NotChanged)
    );
}

#[test]
fn an_end_stays_as_it_is() {
    let clean = || Rotation::begin(generation(1), []).done().done().done();
    assert_eq!(clean().outcome(), Some(Outcome::Changed));
    assert_eq!(clean().done(), clean());
    assert_eq!(clean().failed(), clean());
    assert_eq!(clean().unknown(), clean());
}
