//! Power: unlocking at power-on, the memory while it lasts, and the state the array is in.

mod change;
mod committed;
mod error;
mod memory;
mod off;
mod on;
mod rotate;
mod tend;
mod unlocked;

pub use committed::{Committed, State, committed};
pub use error::PowerError;
pub use off::off;
pub use on::on;
pub use rotate::rotate;
pub use tend::tend;
pub use unlocked::{Unlocked, unlocked};

pub(crate) use change::change;
pub(crate) use memory::clear as forget;
pub(crate) use unlocked::begin;
