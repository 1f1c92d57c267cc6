//! The running server of a folder: at most one, known by a lock that dies with it.
//!
//! The lock is a record lock of POSIX `fcntl`, since the kernel says who holds it without taking it,
//! and so never confuses a process with one of the same number that is long dead.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, fcntl_lock};
use rustix::io::Errno;
use rustix::process::{Flock, FlockType, Pid, Signal, fcntl_getlk, kill_process};

use crate::lock;

/// How long a server may take to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(15);

/// The lock of the running server of a folder. It belongs to the process: it is lost when the
/// process closes any other handle on the file, so the holder has to keep from [`Running::find`].
#[derive(Debug)]
pub struct Instance {
    path: PathBuf,
    lock: File,
}

/// A server that is running and ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its process ID.
    pub pid: u32,
    /// What it said when it was ready: where it listens.
    pub address: String,
}

/// Why a server cannot be the one of its folder, or cannot be stopped.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// One is running already, and where, once that is known.
    #[error("The server is already running.")]
    Running(Option<String>),
    /// The running one, whose process ID this is, does not stop.
    #[error("The server, process {0}, does not stop. Kill it.")]
    Stuck(u32),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl InstanceError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

impl Instance {
    /// Takes the lock, so that no second server runs in `folder`.
    ///
    /// # Errors
    /// When one is already running, or the lock cannot be opened.
    pub fn claim(folder: &Path) -> Result<Self, InstanceError> {
        let path = lock_path(folder);
        let lock = lock::open(&path).map_err(|error| InstanceError::io(&path, error))?;
        match fcntl_lock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::ACCESS | Errno::AGAIN) => {
                let running = Running::find(folder)?;
                return Err(InstanceError::Running(running.map(|it| it.address)));
            }
            Err(error) => return Err(InstanceError::io(&path, error.into())),
        }
        // What the last one wrote is no longer true.
        lock.set_len(0)
            .map_err(|error| InstanceError::io(&path, error))?;
        Ok(Self { path, lock })
    }

    /// Says that the server is ready on `address`, which is one line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn ready(&mut self, address: &str) -> Result<(), InstanceError> {
        let text = format!("{} {address}\n", std::process::id());
        self.lock
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.lock.write_all(text.as_bytes()))
            .map_err(|error| InstanceError::io(&self.path, error))
    }
}

impl Running {
    /// The server that is running in `folder` and ready.
    ///
    /// # Errors
    /// When its lock cannot be read.
    pub fn find(folder: &Path) -> Result<Option<Self>, InstanceError> {
        let path = lock_path(folder);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(InstanceError::io(&path, error)),
        };
        let Some(holder) = holder(&file).map_err(|error| InstanceError::io(&path, error))? else {
            return Ok(None);
        };
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|error| InstanceError::io(&path, error))?;
        // Without its line it is not ready yet.
        let ready = text
            .strip_suffix('\n')
            .and_then(|line| line.split_once(' '));
        Ok(ready.and_then(|(pid, address)| {
            let pid = pid.parse().ok().filter(|pid| *pid == holder)?;
            let address = address.to_owned();
            Some(Self { pid, address })
        }))
    }

    /// Stops it, and waits until it has stopped. Nothing is lost: every change it has reported is on the
    /// disk.
    ///
    /// # Errors
    /// When it does not stop within ten seconds, or is another user's.
    pub fn stop(&self, folder: &Path) -> Result<(), InstanceError> {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        let Some(pid) = pid else { return Ok(()) };
        match kill_process(pid, Signal::TERM) {
            // It has stopped by itself.
            Ok(()) | Err(Errno::SRCH) => {}
            Err(error) => return Err(InstanceError::io(&lock_path(folder), error.into())),
        }
        let end = Instant::now() + STOP_TIMEOUT;
        while Self::find(folder)?.is_some_and(|found| found.pid == self.pid) {
            if Instant::now() > end {
                return Err(InstanceError::Stuck(self.pid));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

/// The process that holds the lock.
fn holder(lock: &File) -> io::Result<Option<u32>> {
    let held = fcntl_getlk(lock, &Flock::from(FlockType::ReadLock))?;
    Ok(held
        .and_then(|held| held.pid)
        .and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok()))
}

fn lock_path(folder: &Path) -> PathBuf {
    folder.join("run.lock")
}
