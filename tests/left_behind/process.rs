//! The memory of a process, as root sees it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long a command may take.
const DEADLINE: Duration = Duration::from_secs(120);

/// Waits until the process has stopped itself.
///
/// # Panics
/// When it ends instead, or goes on for too long.
#[track_caller]
pub(crate) fn wait_until_stopped(process: u32) {
    let begin = Instant::now();
    loop {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let state = stat
            .rsplit_once(") ")
            .and_then(|(_, rest)| rest.chars().next());
        match state {
            Some('T') => return,
            Some('Z') | None => panic!("it has ended without a stop"),
            _ => assert!(begin.elapsed() < DEADLINE, "it goes on for too long"),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends that signal to the process.
pub(crate) fn send(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    kill_process(process.expect("a number of a process"), signal).unwrap();
}

/// All that the process can write to, a piece for each mapping: what it is, and its bytes.
pub(crate) fn memory(process: u32) -> Vec<(String, Vec<u8>)> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let (range, access) = (words.next()?, words.next()?);
        if !access.starts_with("rw") {
            return None;
        }
        let (from, to) = range.split_once('-')?;
        let [from, to] = [from, to].map(|digits| u64::from_str_radix(digits, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        memory.read_exact_at(&mut bytes, from).ok()?;
        Some((words.nth(3).unwrap_or("anonymous").to_owned(), bytes))
    };
    let memory: Vec<_> = maps.lines().filter_map(read).collect();
    for place in ["[heap]", "[stack]"] {
        assert!(memory.iter().any(|(name, _)| name == place), "no {place}");
    }
    memory
}
