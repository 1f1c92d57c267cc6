//! The change of a generation as a state machine without I/O.
//!
//! The machine names the next effect as a value; an executor carries it out on drives and database and
//! says what came of it. Nothing is stored: after a crash, [`reconcile`] finishes from what the
//! database says and what the drives hold.
//!
//! ```text
//! (Confirm) -> WriteLayers -> Commit -> DropOld -> Changed (or ChangedWithLeftovers)
//!                  |             |
//!                  |             +- not known to be on the disk --> Unknown, nothing more is touched
//!                  +- failed ----+- certainly not on the disk ----> DropNew -> NotChanged
//! ```
//!
//! Two facts carry it:
//! - Until the commit every drive that takes part holds the old generation; from the moment the commit
//!   *may* be on the disk until it certainly is, it holds both. So whichever the database names after
//!   a crash, every drive that took part in writing that generation has it.
//! - What a connection reads is not always what is on the disk: after a failed sync of the write-ahead
//!   log, or a kill before it, a reader may see one generation and the recovery after a power loss find
//!   the other. Leftovers on the drives are the sign of it. So before a leftover is overwritten or
//!   dropped, what the database says is written to the disk: [`Effect::Confirm`].
//!
//! A number alone does not make a layer the right one: a drive that was pulled in the middle of an
//! attempt may come back with a layer of that attempt, after another one made the generation of that
//! number. Such a layer is recognised by its commitment, when the array is unlocked.
//!
//! A drive needs room for two generations, no more: two slots written in place will do, `WriteLayers`
//! filling the one that [`reconcile`] does not keep, the drops overwriting it with zeros.
//!
//! The unit test `an_executor_in_ten_lines` shows the loop that drives it.

#[cfg(test)]
mod tests;

use super::Generation;

/// The change of one generation into the next.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a change that is not driven to its outcome leaves both generations on the drives"]
pub(crate) struct Rotation {
    old: Generation,
    state: State,
}

/// How far it has come. Private: only the machine itself moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Drives hold leftovers; what the database says may not be on the disk yet.
    Unconfirmed,
    /// Nothing of the new generation is on a drive.
    Prepared,
    /// Every drive that takes part holds both.
    Written,
    /// The new one will not count; drives may hold it.
    RollingBack,
    /// The new one counts; drives still hold the old one.
    Committed,
    /// The end: the old one counts.
    RolledBack,
    /// The end: either counts; every drive that took part holds both.
    InDoubt,
    /// The end: the new one counts, and no drive that took part holds another.
    Clean,
    /// The end: the new one counts, and drives may still hold the old one.
    LeftOver,
}

/// What the executor does next. Each is done only when it is on the disk (synced).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Commit one database transaction that changes a row (one that changes nothing writes nothing)
    /// and leaves `counting` in force.
    Confirm { counting: Generation },
    /// On every drive that takes part: keep what [`reconcile`] by `beside` keeps, and write its layer
    /// of `new` beside it, over whatever else it holds.
    WriteLayers { beside: Generation, new: Generation },
    /// Commit the one database transaction from which on `new` counts.
    Commit { new: Generation },
    /// On every drive that takes part: drop what [`reconcile`] by `keep`, the new one, drops.
    DropOld { keep: Generation },
    /// On every drive that takes part: drop what [`reconcile`] by `keep`, the old one, drops.
    DropNew { keep: Generation },
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// The old generation counts, as if nothing had been tried. A drive may hold a layer that never
    /// counted; it is harmless and dropped later.
    NotChanged,
    /// The new generation counts, and the drives that took part hold nothing else.
    Changed,
    /// The new generation counts. Drives may still hold the old one, of which a notice tells.
    ChangedWithLeftovers,
    /// The database failed at the commit itself. Either generation may count, and the drives hold
    /// both; the next unlock or change goes by what the database then says.
    Unknown,
}

impl Rotation {
    /// The change of `old` into the one after it. `old` is what the database says counts, read under
    /// the array's exclusive lock; `held` is what each drive that takes part holds.
    pub(crate) fn begin<'a>(
        old: Generation,
        held: impl IntoIterator<Item = &'a [Generation]>,
    ) -> Self {
        let mut drives = held.into_iter();
        let state = if drives.any(|held| !reconcile(old, held).drop.is_empty()) {
            State::Unconfirmed
        } else {
            State::Prepared
        };
        Self { old, state }
    }

    /// The generation that is being made.
    pub(crate) const fn generation(&self) -> Generation {
        self.old.next()
    }

    /// What is to be done next; `None` at the end, when there is an [`outcome`](Self::outcome).
    pub(crate) const fn effect(&self) -> Option<Effect> {
        let (old, new) = (self.old, self.generation());
        match self.state {
            State::Unconfirmed => Some(Effect::Confirm { counting: old }),
            State::Prepared => Some(Effect::WriteLayers { beside: old, new }),
            State::Written => Some(Effect::Commit { new }),
            State::Committed => Some(Effect::DropOld { keep: new }),
            State::RollingBack => Some(Effect::DropNew { keep: old }),
            State::RolledBack | State::InDoubt | State::Clean | State::LeftOver => None,
        }
    }

    /// What came of it; `None` while there is an [`effect`](Self::effect) to be done.
    pub(crate) const fn outcome(&self) -> Option<Outcome> {
        match self.state {
            State::RolledBack => Some(Outcome::NotChanged),
            State::Clean => Some(Outcome::Changed),
            State::LeftOver => Some(Outcome::ChangedWithLeftovers),
            State::InDoubt => Some(Outcome::Unknown),
            State::Unconfirmed
            | State::Prepared
            | State::Written
            | State::Committed
            | State::RollingBack => None,
        }
    }

    /// The effect is done, on the disk. Changes nothing at the end.
    pub(crate) fn done(self) -> Self {
        let state = match self.state {
            State::Unconfirmed => State::Prepared,
            State::Prepared => State::Written,
            State::Written => State::Committed,
            State::Committed => State::Clean,
            State::RollingBack => State::RolledBack,
            end => end,
        };
        Self { state, ..self }
    }

    /// The effect failed, after some of the drives or after all of them. Of a commit: it is certainly
    /// not on the disk, since a statement before `COMMIT` failed. Changes nothing at the end.
    pub(crate) fn failed(self) -> Self {
        let state = match self.state {
            State::Unconfirmed | State::RollingBack => State::RolledBack,
            State::Prepared | State::Written => State::RollingBack,
            State::Committed => State::LeftOver,
            end => end,
        };
        Self { state, ..self }
    }

    /// The effect failed such that it may be on the disk all the same: an error of `COMMIT` itself.
    /// Any other effect may be done in part whenever it fails: there it is [`failed`](Self::failed).
    pub(crate) fn unknown(self) -> Self {
        match self.state {
            State::Written => Self {
                state: State::InDoubt,
                ..self
            },
            _ => self.failed(),
        }
    }
}

/// What a drive keeps of what it holds, and what it drops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reconciled {
    /// The generation that counts, or the newest older one: the drive is stale then. `None` when the
    /// drive holds nothing or only newer ones, which never counted.
    pub(crate) keep: Option<Generation>,
    /// The others, in the order in which the drive holds them.
    pub(crate) drop: Vec<Generation>,
}

/// What a drive that holds `held` keeps and drops when `counting` is what the database says counts.
/// Before anything is dropped that must be certain to be on the disk; see [`Effect::Confirm`].
pub(crate) fn reconcile(counting: Generation, held: &[Generation]) -> Reconciled {
    let not_newer = held.iter().filter(|&&held| held <= counting);
    let keep = not_newer.max().copied();
    let others = held.iter().filter(|&&held| Some(held) != keep);
    let drop = others.copied().collect();
    Reconciled { keep, drop }
}
