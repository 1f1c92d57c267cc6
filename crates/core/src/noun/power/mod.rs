//! Power: what the array keeps in memory while it lasts, and the state the array is in.

mod error;
mod memory;
mod status;
mod unlocked;

pub use error::PowerError;
pub use status::{PowerStatus, State};
pub use unlocked::Unlocked;

pub(crate) use memory::{
    Kept, Memory, Owner, clear_of as clear_memory_of, folder as memory_folder, hold as hold_memory,
    is_left as is_memory_left, keep as keep_memory, memory_path, owner,
    recorded as recorded_memory,
};
pub(crate) use status::{
    NewGeneration, record, record_generation, record_postponed, record_rotation_due, require_on,
    status,
};
pub(crate) use unlocked::{is_key_of, memory, unlocked};
