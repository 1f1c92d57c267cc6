//! Crash points, for the tests that kill a process at every step; faults of one request, for the tests
//! that play thousands of them in one process; and secrets disclosed to the test that looks for them.
//! Without the feature `testing` they are nothing.

mod request;

pub(crate) use request::{CommitTrouble, commit, io};
pub use request::{Fault, Met, Trouble, under};

#[cfg(feature = "testing")]
mod plan {
    use std::collections::HashMap;
    use std::fs::OpenOptions;
    use std::io::Write;
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, OnceLock, PoisonError};

    /// What a test wants of the process.
    #[derive(Clone, Debug, Default)]
    pub struct Plan {
        /// Where it dies: `name` or `name:N` for the Nth time it comes to this point, `#N` for the
        /// Nth point that it comes to at all.
        pub crash_at: Option<String>,
        /// The file that gets the names of the points, one per line.
        pub points: Option<PathBuf>,
        /// The file that gets the secrets, one per line.
        pub disclose: Option<PathBuf>,
    }

    static PLAN: OnceLock<Plan> = OnceLock::new();

    /// Makes `plan` that of this process; a later one changes nothing.
    pub fn follow(plan: Plan) {
        let _ = PLAN.set(plan);
    }

    /// The process dies here, as by a power failure, when the plan says so.
    pub fn point(name: &str) {
        super::request::point();
        static SEEN: Mutex<Option<HashMap<String, u64>>> = Mutex::new(None);

        let Some(plan) = PLAN.get() else { return };
        if let Some(path) = &plan.points {
            append(path, name);
        }
        let Some(wanted) = &plan.crash_at else {
            return;
        };
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.get_or_insert_default();
        let mut count = |name: &str| {
            let times = seen.entry(name.to_owned()).or_default();
            *times += 1;
            *times
        };
        let (here, overall) = (count(name), count("#"));
        let reached = match wanted.strip_prefix('#') {
            Some(number) => number.parse() == Ok(overall),
            None => match wanted.split_once(':') {
                Some((wanted, number)) => wanted == name && number.parse() == Ok(here),
                None => wanted == name,
            },
        };
        if reached {
            eprintln!("crash point {name}");
            let this = rustix::process::getpid();
            let _ = rustix::process::kill_process(this, rustix::process::Signal::KILL);
        }
    }

    /// Tells the test a secret by its name, when the plan says so.
    pub(crate) fn disclose(name: &str, secret: &[u8]) {
        if let Some(path) = PLAN.get().and_then(|plan| plan.disclose.as_ref()) {
            append(path, &format!("{name}: {}", hex::encode(secret)));
        }
    }

    /// Adds a line to the file of a test, which sees what is missing there.
    fn append(path: &Path, line: &str) {
        let file = OpenOptions::new().append(true).create(true).open(path);
        // In one piece, since others add theirs.
        let _ = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    }
}

#[cfg(feature = "testing")]
pub(crate) use plan::disclose;
#[cfg(feature = "testing")]
pub use plan::{Plan, follow, point};

/// Nothing: crash points are only in builds with the feature `testing`.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub fn point(_name: &str) {}

/// Nothing: secrets are disclosed only in builds with the feature `testing`.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub(crate) fn disclose(_name: &str, _secret: &[u8]) {}
