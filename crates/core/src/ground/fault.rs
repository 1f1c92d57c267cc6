//! Crash points, for the tests that kill a command at every step. Without the feature `testing` they
//! are nothing.

/// The command dies here, as by a power failure, when `PURESIM_CRASH_AT` says so: `name` or `name:N`
/// for the Nth time it comes to this point, `#N` for the Nth point it comes to at all. `PURESIM_POINTS` names a file that gets the points' names.
#[cfg(feature = "testing")]
pub fn point(name: &str) {
    use std::collections::HashMap;
    use std::sync::{Mutex, PoisonError};

    static SEEN: Mutex<Option<HashMap<String, u64>>> = Mutex::new(None);

    if let Some(path) = std::env::var_os("PURESIM_POINTS") {
        append(&path, name);
    }
    let Ok(wanted) = std::env::var("PURESIM_CRASH_AT") else {
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
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Nothing: crash points are only in builds with the feature `testing`.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub fn point(_name: &str) {}

/// Tells a test a secret by its name, when `PURESIM_DISCLOSE` names a file; only with the feature
/// `testing`.
#[cfg(feature = "testing")]
pub(crate) fn disclose(name: &str, secret: &[u8]) {
    if let Some(path) = std::env::var_os("PURESIM_DISCLOSE") {
        append(&path, &format!("{name}: {}", hex::encode(secret)));
    }
}

/// Adds a line to the file of a test, which sees what is missing there.
#[cfg(feature = "testing")]
fn append(path: &std::ffi::OsStr, line: &str) {
    use std::io::Write;

    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    let _ = file.and_then(|mut file| writeln!(file, "{line}"));
}

/// Nothing: secrets are disclosed only in builds with the feature `testing`.
#[cfg(not(feature = "testing"))]
#[inline(always)]
pub(crate) fn disclose(_name: &str, _secret: &[u8]) {}
