//! What a process does with its memory, which may hold keys: what is freed is overwritten, and no core
//! dump shows the rest.

use std::alloc::System;
use std::hint::black_box;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use zeroizing_alloc::ZeroAlloc;

/// Overwrites with zeros whatever Rust code frees: also the buffers of libraries that keep keys in
/// plain vectors, as rustls does with what it has decrypted. Memory of C libraries is their own:
/// aws-lc overwrites what it frees, SQLite does not.
#[global_allocator]
static OVERWRITING: ZeroAlloc<System> = ZeroAlloc(System);

/// How far down the stack a command may have left copies of keys, in bytes. Code that is not optimised
/// takes more.
const STACK: usize = if cfg!(debug_assertions) {
    1 << 20
} else {
    1 << 16
};

/// Keeps the process from leaving its memory in a core dump, however it ends, and from being read by
/// other processes of the same user. The programs that it starts have core dumps only when they ask
/// for them; on Linux the rest is undone for them.
///
/// Where the system refuses, the command still does what was asked.
pub(super) fn keep_private() {
    let maximum = getrlimit(Resource::Core).maximum;
    let none = Rlimit {
        current: Some(0),
        maximum,
    };
    let _ = setrlimit(Resource::Core, none);
    // The limit does not hold where core dumps go to a program (`core_pattern` of Linux).
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Does `work`, and overwrites the part of the stack that it used: keys of a fixed length lie there,
/// and a value that is moved leaves its bytes behind.
pub(super) fn overwriting_stack<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    overwrite_stack();
    done
}

/// In a frame of its own, which lies in what is overwritten.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

#[inline(never)]
fn overwrite_stack() {
    black_box(&mut [0_u8; STACK]);
}
