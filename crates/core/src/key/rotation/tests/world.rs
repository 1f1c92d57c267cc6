//! A small world in which rotations run: drives that hold layers, and a database of which a reader may
//! see another state than the one that a power loss would leave. Whatever may happen is chosen by a
//! [`Chooser`], so that one model serves random and exhaustive tests.

use std::collections::BTreeMap;

use super::super::{Effect, Outcome, Reconciled, Rotation, reconcile};
use crate::key::{Generation, Threshold};

/// Which of several possible things happens. Choice 0 is always the one where all goes well.
#[derive(Default)]
pub(super) struct Chooser {
    given: Vec<usize>,
    taken: Vec<(usize, usize)>,
}

impl Chooser {
    /// One that makes the `given` choices, and after them always choice 0.
    pub(super) fn new(given: Vec<usize>) -> Self {
        let taken = Vec::new();
        Self { given, taken }
    }

    pub(super) fn choose(&mut self, of: usize) -> usize {
        let given = self.given.get(self.taken.len()).copied();
        let choice = given.unwrap_or_default() % of;
        self.taken.push((choice, of));
        choice
    }

    fn happens(&mut self) -> bool {
        self.choose(2) == 1
    }

    /// The choices that come after the ones taken, in the order of an odometer.
    pub(super) fn next(mut self) -> Option<Self> {
        let last = self.taken.iter().rposition(|&(it, of)| it + 1 < of)?;
        self.taken[last].0 += 1;
        let given = self.taken[..=last].iter().map(|&(it, _)| it);
        Some(Self::new(given.collect()))
    }
}

/// What the database says counts: a layer is the right one by its generation and by the attempt that
/// made it (which the commitment of the array key identifies), and these drives have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    generation: Generation,
    attempt: u32,
    drives: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct World {
    /// What each drive holds: generations, and by which attempt each was made.
    drives: Vec<BTreeMap<Generation, u32>>,
    /// What a reader of the database sees now.
    seen: Record,
    /// What a power loss would leave of the database.
    on_disk: Record,
    attempts: u32,
}

/// What the executor does wrong. The model has to notice it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Executor {
    Right,
    /// It says that a commit failed when that is not known.
    TakesUnknownForFailed,
    /// It only says that it has confirmed.
    ConfirmsNothing,
    /// It says that a failed commit is done.
    TakesFailedForDone,
}

/// What came of an effect. A crash ends the executor; the world stays as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Failed,
    Unknown,
    Crashed,
}

pub(super) type Checked<T> = Result<T, String>;

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Checked<()> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

impl World {
    /// A world of that many drives, three of which hold the generation that counts; each of the others
    /// does too, or is empty, or stale.
    pub(super) fn new(drives: usize, chooser: &mut Chooser) -> Self {
        let (stale, counting) = (Generation::new(4), Generation::new(5));
        let choices: Vec<_> = (0..drives)
            .map(|drive| if drive < 3 { 0 } else { chooser.choose(3) })
            .collect();
        let held = |&choice: &usize| match choice {
            0 => BTreeMap::from([(counting, 0)]),
            1 => BTreeMap::new(),
            _ => BTreeMap::from([(stale, 0)]),
        };
        let record = Record {
            generation: counting,
            attempt: 0,
            drives: (0..drives).filter(|&drive| choices[drive] == 0).collect(),
        };
        Self {
            drives: choices.iter().map(held).collect(),
            seen: record.clone(),
            on_disk: record,
            attempts: 0,
        }
    }

    /// One rotation over the drives that are there, to its outcome or to a crash.
    pub(super) fn rotate(
        &mut self,
        executor: Executor,
        chooser: &mut Chooser,
    ) -> Checked<Option<Outcome>> {
        let present = self.present(chooser);
        let before = self.clone();
        let held: Vec<_> = present.iter().map(|&drive| self.held(drive)).collect();
        let mut rotation = Rotation::begin(self.seen.generation, held.iter().map(Vec::as_slice));
        self.attempts += 1;
        let new = Record {
            generation: rotation.generation(),
            attempt: self.attempts,
            drives: present,
        };
        while let Some(effect) = rotation.effect() {
            let fate = self.apply(effect, &new, executor, chooser);
            self.check()?;
            rotation = match fate {
                Fate::Done => rotation.done(),
                Fate::Failed if executor == Executor::TakesFailedForDone => rotation.done(),
                Fate::Unknown if executor != Executor::TakesUnknownForFailed => rotation.unknown(),
                Fate::Failed | Fate::Unknown => rotation.failed(),
                Fate::Crashed => return Ok(None),
            };
        }
        let outcome = rotation.outcome().ok_or("neither effect nor outcome")?;
        self.check_outcome(outcome, &before, &new)?;
        Ok(Some(outcome))
    }

    /// Carries the effect out, as far as it is chosen to come.
    fn apply(
        &mut self,
        effect: Effect,
        new: &Record,
        executor: Executor,
        chooser: &mut Chooser,
    ) -> Fate {
        match effect {
            Effect::Confirm { .. } if executor == Executor::ConfirmsNothing => Fate::Done,
            Effect::Confirm { .. } => {
                let seen = self.seen.clone();
                self.transaction(&seen, chooser)
            }
            Effect::Commit { .. } => self.transaction(new, chooser),
            Effect::WriteLayers { beside, new: it } => {
                let touches = [Touch::Whole, Touch::None, Touch::Torn];
                self.on_each(&new.drives, &touches, chooser, |held, touch| {
                    keep_only(held, beside);
                    // A torn write leaves nothing in the slot it went to.
                    if touch == Touch::Whole {
                        held.insert(it, new.attempt);
                    }
                })
            }
            Effect::DropOld { keep } | Effect::DropNew { keep } => {
                self.drop_on_each(&new.drives, keep, chooser)
            }
        }
    }

    /// A transaction after which the database says `record`, if all goes well.
    fn transaction(&mut self, record: &Record, chooser: &mut Chooser) -> Fate {
        let fate = match chooser.choose(4) {
            0 => Fate::Done,
            1 => return Fate::Failed,
            2 => Fate::Unknown,
            _ => Fate::Crashed,
        };
        if fate == Fate::Done || chooser.happens() {
            self.seen = record.clone();
        }
        if fate == Fate::Done || chooser.happens() {
            self.on_disk = record.clone();
        }
        fate
    }

    /// Drops on those drives what `keep` does not keep. A slot that is torn then is dropped, too.
    fn drop_on_each(&mut self, drives: &[usize], keep: Generation, chooser: &mut Chooser) -> Fate {
        let touches = [Touch::Whole, Touch::None];
        self.on_each(drives, &touches, chooser, |held, _| keep_only(held, keep))
    }

    /// Does it to those drives: to all, or to any of them when it fails or crashes.
    fn on_each(
        &mut self,
        drives: &[usize],
        touches: &[Touch],
        chooser: &mut Chooser,
        mut it: impl FnMut(&mut BTreeMap<Generation, u32>, Touch),
    ) -> Fate {
        let fate = [Fate::Done, Fate::Failed, Fate::Crashed][chooser.choose(3)];
        for &drive in drives {
            let touch = match fate {
                Fate::Done => Touch::Whole,
                _ => touches[chooser.choose(touches.len())],
            };
            if touch != Touch::None {
                it(&mut self.drives[drive], touch);
            }
        }
        fate
    }

    /// What an unlock does with leftovers on the drives that are there, whole or interrupted.
    pub(super) fn reconcile(&mut self, chooser: &mut Chooser) -> Checked<()> {
        let present = self.present(chooser);
        let seen = self.seen.clone();
        let todo = |&drive: &usize| {
            !reconcile(seen.generation, &self.held(drive))
                .drop
                .is_empty()
        };
        if !present.iter().any(todo) {
            return Ok(());
        }
        if self.transaction(&seen, chooser) != Fate::Done {
            return self.check();
        }
        let fate = self.drop_on_each(&present, seen.generation, chooser);
        self.check()?;
        if fate == Fate::Done {
            for drive in present {
                self.check_reconciled(drive, &seen)?;
            }
        }
        Ok(())
    }

    /// The power goes, if it is so chosen: what was not on the disk is lost.
    pub(super) fn lose_power(&mut self, chooser: &mut Chooser) -> Checked<()> {
        if chooser.happens() {
            self.seen = self.on_disk.clone();
        }
        self.check()
    }

    /// Whatever the database says, now or after a power loss, the drives can open it.
    fn check(&self) -> Checked<()> {
        for record in [&self.seen, &self.on_disk] {
            let has = |&&drive: &&usize| self.has(drive, record);
            let having = record.drives.iter().filter(has).count();
            let needed = Threshold::new(record.drives.len()).map(Threshold::needed);
            ensure(needed.is_some_and(|needed| having >= needed), || {
                format!("cannot be opened: {record:?} in {self:?}")
            })?;
            ensure(having == record.drives.len(), || {
                format!("a drive lost what counts: {record:?} in {self:?}")
            })?;
        }
        ensure(self.drives.iter().all(|held| held.len() <= 2), || {
            format!("two slots do not suffice: {self:?}")
        })
    }

    /// What was said of a change is true.
    fn check_outcome(&self, outcome: Outcome, before: &Self, new: &Record) -> Checked<()> {
        let old_counts = self.seen == before.seen
            && (self.on_disk == before.on_disk || self.on_disk == before.seen);
        let new_counts = self.seen == *new && self.on_disk == *new;
        let mut held = new.drives.iter().map(|&drive| &self.drives[drive]);
        let holds = match outcome {
            Outcome::NotChanged => old_counts,
            Outcome::Changed => {
                let only_new = BTreeMap::from([(new.generation, new.attempt)]);
                new_counts && held.all(|held| *held == only_new)
            }
            Outcome::ChangedWithLeftovers => new_counts,
            // Nothing was touched: what is held is the new one, and what was kept beside it.
            Outcome::Unknown => new.drives.iter().all(|&drive| {
                let mut expected = before.drives[drive].clone();
                keep_only(&mut expected, before.seen.generation);
                expected.insert(new.generation, new.attempt);
                self.drives[drive] == expected
            }),
        };
        ensure(holds, || {
            format!("{outcome:?} is not true: {before:?} became {self:?}")
        })
    }

    /// A drive that has what counts has nothing else; another one is stale or empty.
    fn check_reconciled(&self, drive: usize, record: &Record) -> Checked<()> {
        let held = &self.drives[drive];
        let right = if record.drives.contains(&drive) {
            *held == BTreeMap::from([(record.generation, record.attempt)])
        } else {
            held.len() <= 1 && held.keys().all(|&held| held <= record.generation)
        };
        ensure(right, || {
            format!("drive {drive} is not reconciled: {self:?}")
        })
    }

    fn has(&self, drive: usize, record: &Record) -> bool {
        self.drives[drive].get(&record.generation) == Some(&record.attempt)
    }

    fn held(&self, drive: usize) -> Vec<Generation> {
        self.drives[drive].keys().copied().collect()
    }

    /// The drives that are there: at least three, as a rotation needs them.
    fn present(&self, chooser: &mut Chooser) -> Vec<usize> {
        let mut present: Vec<_> = (0..self.drives.len()).collect();
        for drive in 0..self.drives.len() {
            if present.len() > 3 && chooser.happens() {
                present.retain(|&it| it != drive);
            }
        }
        present
    }
}

/// How far a drive was touched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touch {
    Whole,
    None,
    Torn,
}

fn keep_only(held: &mut BTreeMap<Generation, u32>, counting: Generation) {
    let generations: Vec<_> = held.keys().copied().collect();
    let Reconciled { drop, .. } = reconcile(counting, &generations);
    held.retain(|generation, _| !drop.contains(generation));
}
