//! Green means that the array would unlock, red that it would not: over random sequences of all that
//! can happen to an array, its drives, its key manager and its device.
//!
//! A [`Step`](step::Step) is an order of an operator, which a [fault](pure_core::fault) may cut short, or
//! an event of the world around the array. Sequences of them are played in one process, over core's
//! facade, with the embedded key manager behind real TLS. After each step it is checked that
//!
//! 1. a test of the security token says OK exactly when the power cycle that follows unlocks; and where
//!    there is no token, that as many SSDs hold a current share as an unlock takes exactly then. The
//!    cycle is played on a copy of the home, with the key manager shared;
//! 2. what was acknowledged can be read whenever the array is on, also after that cycle; an order that
//!    was refused has changed nothing, and one that was killed, or whose commit is not known, is done
//!    as a whole or not at all;
//! 3. the list of the token, the test, the power status and the list of drives agree;
//! 4. no order, however it ends, makes an array that would have unlocked one that would not;
//! 5. and at the end: when nothing happened that nobody can take back, taking it back unlocks the array.
//!
//! A sequence that breaks one of these is shrunk to a shortest one by [proptest], and belongs among the
//! named ones in `tests/promise.rs` from then on. They are vectors of steps, each of which can follow
//! each: proptest's state machines want to know a step's outcome before it is played, and which of its
//! outcomes an order that is killed has is what nobody knows.

mod check;
mod copy;
mod drive;
mod model;
mod play;
mod search;
mod site;
pub mod step;
mod world;

pub use search::{Broken, play_all, search};
