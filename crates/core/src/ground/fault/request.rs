//! What goes wrong while one request is served, decided by the test that makes it.
//!
//! A request that is *killed* goes no further: its locks are let go and its open transaction is undone,
//! as the kernel and SQLite do it for a process that dies, and nothing else is tidied up. A device that
//! *fails* gives an error at the places that write, once or from then on.

/// What goes wrong, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// At which place that the request comes to, from 0.
    pub at: u32,
    /// What happens there.
    pub trouble: Trouble,
}

/// What happens at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The request is killed.
    Kill,
    /// The device reports an error (EIO). When it is a commit, nobody knows whether it is done.
    Io {
        /// Whether such a commit is done.
        committed: bool,
    },
    /// The device is full (ENOSPC), and stays so until the request is over.
    Full,
}

/// Whether the request came to the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met<T> {
    /// It ended by itself; `true` when it met the trouble on its way.
    Ended(T, bool),
    /// It was killed.
    Killed,
}

/// What goes wrong with a commit.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "testing"),
    expect(dead_code, reason = "nothing goes wrong there")
)]
pub(crate) enum CommitTrouble {
    /// It is on the disk, and an error is reported.
    FailsAfter,
    /// It is not on the disk, and the error does not tell.
    FailsInstead,
    /// The device is full.
    Full,
}

#[cfg(feature = "testing")]
mod played {
    use std::cell::Cell;
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use super::{CommitTrouble, Fault, Met, Trouble};

    thread_local! {
        static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
        static SEEN: Cell<u32> = const { Cell::new(0) };
        static MET: Cell<bool> = const { Cell::new(false) };
    }

    /// What a killed request is unwound with.
    struct Kill;

    /// Serves `work` on this thread, with that fault.
    pub fn under<T>(fault: Option<Fault>, work: impl FnOnce() -> T) -> Met<T> {
        FAULT.set(fault);
        SEEN.set(0);
        MET.set(false);
        let ended = catch_unwind(AssertUnwindSafe(work));
        FAULT.set(None);
        match ended {
            Ok(value) => Met::Ended(value, MET.get()),
            Err(panic) if panic.is::<Kill>() => Met::Killed,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// The trouble at the next place, which writes or not.
    fn next(writes: bool) -> Option<Trouble> {
        let Fault { at, trouble } = FAULT.get()?;
        if !writes && trouble != Trouble::Kill {
            return None;
        }
        let here = SEEN.replace(SEEN.get() + 1);
        let is_here = here == at || (here > at && trouble == Trouble::Full);
        if is_here {
            MET.set(true);
            if trouble == Trouble::Kill {
                // Not a second time, while this one unwinds.
                FAULT.set(None);
                resume_unwind(Box::new(Kill));
            }
        }
        is_here.then_some(trouble)
    }

    pub(in super::super) fn point() {
        next(false);
    }

    /// A place that writes.
    pub(crate) fn io() -> io::Result<()> {
        let number = match next(true) {
            Some(Trouble::Io { .. }) => rustix::io::Errno::IO,
            Some(Trouble::Full) => rustix::io::Errno::NOSPC,
            _ => return Ok(()),
        };
        Err(number.into())
    }

    /// A commit, and what goes wrong with it.
    pub(crate) fn commit() -> Option<CommitTrouble> {
        match next(true)? {
            Trouble::Io { committed: true } => Some(CommitTrouble::FailsAfter),
            Trouble::Io { committed: false } => Some(CommitTrouble::FailsInstead),
            Trouble::Full => Some(CommitTrouble::Full),
            Trouble::Kill => None,
        }
    }
}

#[cfg(feature = "testing")]
pub(super) use played::point;
#[cfg(feature = "testing")]
pub use played::under;
#[cfg(feature = "testing")]
pub(crate) use played::{commit, io};

/// Serves `work`; nothing goes wrong in builds without the feature `testing`.
#[cfg(not(feature = "testing"))]
pub fn under<T>(_fault: Option<Fault>, work: impl FnOnce() -> T) -> Met<T> {
    Met::Ended(work(), false)
}

/// Nothing: devices fail only in builds with the feature `testing`.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub(crate) fn io() -> std::io::Result<()> {
    Ok(())
}

/// Nothing: as [`io`].
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub(crate) fn commit() -> Option<CommitTrouble> {
    None
}
