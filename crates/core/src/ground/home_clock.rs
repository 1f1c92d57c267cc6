//! How far the time of a home was moved: a number of seconds in a small file, for all that is in the home.
//! As the choice of the current array it lies in a file of its own, so that the common request opens one
//! database only. A home without it is in the host's time.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::clock::{Clock, TimeSource};
use super::context::Context;
use super::file_error::FileError;
use super::home::Home;
use super::replace_file::replace_file;
use super::store::StoreError;

/// How far the home's time was moved.
///
/// # Errors
/// When the file cannot be read, or is damaged.
pub(crate) fn offset(home: &Home) -> Result<SignedDuration, StoreError> {
    read(&home.clock())
}

/// Moves the home's time. The home is locked.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn set_offset(home: &Home, offset: SignedDuration) -> Result<(), FileError> {
    replace_file(&home.clock(), &format!("{}\n", offset.as_secs()))
}

fn read(path: &Path) -> Result<SignedDuration, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let seconds = text.trim_end().parse();
            let seconds = seconds.map_err(|_| StoreError::Damaged(path.to_owned()))?;
            Ok(SignedDuration::from_secs(seconds))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(SignedDuration::ZERO),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(StoreError::Damaged(path.to_owned()))
        }
        Err(source) => Err(StoreError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The clock of a home for whoever runs for long, as its key manager does: it goes on when the home's time
/// is moved, at once.
#[derive(Debug)]
pub struct HomeClock {
    path: PathBuf,
    source: TimeSource,
    known: Mutex<Known>,
}

/// What the file said, and which it was.
#[derive(Clone, Copy, Debug)]
struct Known {
    file: Option<Stamp>,
    offset: SignedDuration,
}

/// By what a file is known that is replaced, and never written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let of = |file: Metadata| Self {
            inode: file.ino(),
            changed: (file.ctime(), file.ctime_nsec()),
        };
        fs::metadata(path).ok().map(of)
    }
}

impl HomeClock {
    /// The clock of the context's home.
    ///
    /// # Errors
    /// When how far it was moved cannot be read.
    pub fn open(context: &Context) -> Result<Self, StoreError> {
        let path = context.home.clock();
        // Looked at first: what is read is not older.
        let file = Stamp::of(&path);
        let offset = read(&path)?;
        Ok(Self {
            path,
            source: context.time,
            known: Mutex::new(Known { file, offset }),
        })
    }

    /// The home's time, to the second. While it cannot be read how far it was moved, what was read last
    /// counts.
    pub fn now(&self) -> Timestamp {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let file = Stamp::of(&self.path);
        if file != known.file
            && let Ok(offset) = read(&self.path)
        {
            *known = Known { file, offset };
        }
        Clock::new(self.source, known.offset).now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_runs_follows_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        home.prepare().unwrap();
        let mut context = Context::new(home.clone(), folder.path().join("memory"), "tester");
        let pinned: Timestamp = "2024-02-29T06:01:39Z".parse().unwrap();
        context.time = TimeSource::Pinned(pinned);
        let running = HomeClock::open(&context).unwrap();
        assert_eq!(running.now(), pinned);
        for seconds in [90, 91, -60, 0, 91, 90, 91] {
            let offset = SignedDuration::from_secs(seconds);
            set_offset(&home, offset).unwrap();
            assert_eq!(super::offset(&home).unwrap(), offset);
            assert_eq!(running.now(), pinned + offset);
        }
        fs::write(home.clock(), "soon").unwrap();
        assert!(matches!(super::offset(&home), Err(StoreError::Damaged(_))));
        assert_eq!(running.now(), pinned + SignedDuration::from_secs(91));
        fs::remove_file(home.clock()).unwrap();
        assert_eq!(running.now(), pinned);
    }
}
