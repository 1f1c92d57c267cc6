//! The running key manager of a home: at most one, known by a lock that dies with it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::KeyManagerError;

/// The lock of the running key manager of a folder.
#[derive(Debug)]
pub struct Instance {
    lock: File,
}

/// What is known of a key manager that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its process.
    pub pid: u32,
    /// The address it listens on.
    pub address: String,
}

impl Instance {
    /// Takes the lock, so that no second key manager runs in `folder`.
    ///
    /// # Errors
    /// When one runs already, or the lock cannot be opened.
    pub fn claim(folder: &Path) -> Result<Self, KeyManagerError> {
        let (path, lock) = open(folder)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { lock }),
            Err(TryLockError::WouldBlock) => {
                let address = running(folder)?.map(|running| running.address);
                Err(KeyManagerError::Running(
                    address.unwrap_or_else(|| "another port".to_owned()),
                ))
            }
            Err(TryLockError::Error(source)) => Err(KeyManagerError::Io { path, source }),
        }
    }

    /// Says that the key manager is ready on `address`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn ready(&mut self, address: &str) -> Result<(), KeyManagerError> {
        let text = format!("{} {address}\n", std::process::id());
        let written = self
            .lock
            .set_len(0)
            .and_then(|()| self.lock.seek(SeekFrom::Start(0)))
            .and_then(|_| self.lock.write_all(text.as_bytes()));
        written.map_err(|source| KeyManagerError::Io {
            path: PathBuf::from("run.lock"),
            source,
        })
    }
}

impl Running {
    /// The key manager that runs in `folder` and is ready.
    ///
    /// # Errors
    /// When its lock cannot be read.
    pub fn find(folder: &Path) -> Result<Option<Self>, KeyManagerError> {
        running(folder)
    }

    /// Ends it, and waits until it has ended. Nothing is lost: what it answered is on the disk.
    ///
    /// # Errors
    /// When it does not end within ten seconds.
    pub fn stop(&self, folder: &Path) -> Result<(), KeyManagerError> {
        let io_error = |source| KeyManagerError::Io {
            path: folder.join("run.lock"),
            source,
        };
        let pid = i32::try_from(self.pid)
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        let Some(pid) = pid else { return Ok(()) };
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)
            .map_err(|error| io_error(error.into()))?;
        let end = Instant::now() + Duration::from_secs(10);
        while running(folder)?.is_some_and(|found| found.pid == self.pid) {
            if Instant::now() > end {
                return Err(io_error(std::io::ErrorKind::TimedOut.into()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

/// Reads the lock's file, which counts only while somebody holds the lock: a number that a dead
/// process left behind may be a stranger's by now.
fn running(folder: &Path) -> Result<Option<Running>, KeyManagerError> {
    if !folder.join("run.lock").exists() {
        return Ok(None);
    }
    let (path, mut lock) = open(folder)?;
    match lock.try_lock_shared() {
        Ok(()) => return Ok(None),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(source)) => return Err(KeyManagerError::Io { path, source }),
    }
    let mut text = String::new();
    lock.read_to_string(&mut text)
        .map_err(|source| KeyManagerError::Io { path, source })?;
    let parsed = text.trim_end().split_once(' ');
    Ok(parsed.and_then(|(pid, address)| {
        Some(Running {
            pid: pid.parse().ok()?,
            address: address.to_owned(),
        })
    }))
}

fn open(folder: &Path) -> Result<(PathBuf, File), KeyManagerError> {
    let path = folder.join("run.lock");
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path);
    match file {
        Ok(file) => Ok((path, file)),
        Err(source) => Err(KeyManagerError::Io { path, source }),
    }
}
