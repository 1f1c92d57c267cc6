//! Power: what the array keeps in memory while it lasts, and the state the array is in.

mod error;
mod memory;
mod status;
mod unlocked;

pub use error::PowerError;
pub use status::{PowerStatus, State};
pub use unlocked::Unlocked;

pub(crate) use memory::{Memory, clear as clear_memory, clear_of as clear_memory_of};
pub(crate) use status::{record, record_generation, record_postponed, status};
pub(crate) use unlocked::unlocked;
