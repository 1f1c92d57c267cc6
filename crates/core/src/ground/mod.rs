//! What everything else is built on: the home, the open array, its database, time, names, and the words in
//! which anything is told. Knows no certificate, no key manager and no drive.

mod array;
pub(crate) mod array_row;
pub mod clock;
mod context;
mod error_kind;
mod exclusive;
pub mod fault;
mod file_error;
mod folder_id;
pub(crate) mod home;
pub(crate) mod home_clock;
mod kept;
mod lock;
mod memory_places;
mod message;
mod name;
mod notice;
mod pattern;
mod registry;
mod remedy;
mod replace_file;
mod seed;
mod store;
mod sync;
mod wipe;

pub use array::Array;
pub use clock::{Clock, TimeSource};
pub use context::{Context, Selection};
pub use error_kind::{ErrorKind, Explain};
pub use exclusive::Exclusive;
pub use file_error::FileError;
pub use home::{Home, HomeError};
pub use home_clock::HomeClock;
pub use kept::KeptArrays;
pub use memory_places::{MemoryPlace, MemoryPlaces};
pub use message::Message;
pub use name::{InvalidName, ObjectName};
pub use notice::Notice;
pub use pattern::{InvalidPattern, NamePattern};
pub use remedy::Remedy;
pub use seed::{InvalidSeed, Seed, SeedError};
pub use store::StoreError;

pub(crate) use array::unnamed;
pub(crate) use folder_id::FolderId;
pub(crate) use lock::lock;
pub(crate) use registry::{Registered, Registry};
pub(crate) use replace_file::replace_file;
pub(crate) use seed::Identifiers;
pub(crate) use store::{Db, Store, Tx};
pub(crate) use sync::{sync_folder, sync_folder_of, sync_tree};
pub(crate) use wipe::{wipe, wipe_folder};
