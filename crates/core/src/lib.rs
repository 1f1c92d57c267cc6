//! The simulated array: certificates, KMIP servers, the security token, drives and keys, power.
//!
//! Five strata, each using only those below it:
//!
//! ```text
//! api        what can be asked: Purity, Bench, Arrays
//! lifecycle  whole arrays: making, opening, renaming, deleting, carrying elsewhere
//! operation  what is done with several nouns at once, one file each
//! noun       what an array consists of: types, rows, files
//! key        the three key layers, pure: no file, no clock, no array
//! ground     the home, the open array, its database, time, names, messages
//! ```
//!
//! This crate never prints, never reads a terminal or an environment variable, and never exits. A
//! [`Context`] says for whom, where and when; what comes back is typed, and an error says its kind and,
//! as a value, what would help.

pub mod api;
mod ground;
pub mod key;
mod lifecycle;
mod noun;
pub mod operation;

pub use api::{Arrays, Bench, Error, Purity, Result, Snapshots, Subject, Users};
pub use ground::{
    Array, Clock, Context, ErrorKind, Exclusive, Explain, FileError, Home, HomeClock, HomeError,
    InvalidName, InvalidPattern, InvalidSeed, KeptArrays, MemoryPlace, MemoryPlaces, Message,
    NamePattern, Notice, ObjectName, Remedy, Seed, SeedError, Selection, StoreError, TimeSource,
    clock, fault,
};
pub use lifecycle::{
    ArrayEntry, Basis, DEFAULT_ARRAY, DrillEvent, DrillReport, Ending, InvalidPurityVersion,
    InvalidSsds, Layout, LifecycleError, Lockout, Played, PurityVersion, Restored, Snapshot,
    SnapshotError, Ssds, UnknownEvent, archive,
};
pub use noun::{card, certificate, data, drive, kmip_server, log, power, token, user};

/// The example of the README, which is compiled with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
