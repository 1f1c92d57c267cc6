//! Why a private database does not serve.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a private database does not serve. Each names the file; none says what it is to the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("The database {} is missing", .0.display())]
    Missing(PathBuf),
    /// The file is not a database of this kind, or a damaged one.
    #[error("The database {} is damaged", .0.display())]
    Damaged(PathBuf),
    /// A later version of the program wrote it.
    #[error("The database {} has version {found}, newer than the known {known}", .path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// The schema version found.
        found: i64,
        /// The newest schema version known here.
        known: i64,
    },
    /// The file is readable or writable by others than its owner.
    #[error("The database {} is open to other users", .0.display())]
    OpenToOthers(PathBuf),
    /// The file is no longer the one that was opened.
    #[error("The database {} was moved or replaced", .0.display())]
    Moved(PathBuf),
    /// The device is full.
    #[error("No space is left to write the database {}", .0.display())]
    Full(PathBuf),
    /// The file cannot be written.
    #[error("The database {} cannot be written", .0.display())]
    ReadOnly(PathBuf),
    /// Others wrote for longer than [`TIMEOUT`](crate::TIMEOUT).
    #[error("The database {} is in use by others", .0.display())]
    Busy(PathBuf),
    /// The commit of a change failed so that nobody knows whether the change is on the disk. Once the
    /// database can be read again, it says so itself: the change is there as a whole or not at all.
    #[error("The change of the database {} may or may not have been saved: {cause}", .path.display())]
    CommitUnknown {
        /// The database.
        path: PathBuf,
        /// Why the commit failed.
        cause: Box<Error>,
    },
    /// A file operation failed.
    #[error("The database {} cannot be opened: {source}", .path.display())]
    Io {
        /// The database.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else that SQLite reports.
    #[error("The database {} cannot be used: {source}", .path.display())]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl Error {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    /// What an error of SQLite means for the database `path`.
    pub fn from_sqlite(error: rusqlite::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            // SQLite says no more than that when it cannot make room for its shared memory.
            Some(ErrorCode::SystemIoFailure) if is_full(&path) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(path),
            Some(ErrorCode::CannotOpen) => match why_closed(&path) {
                Some(source) => Self::Io { path, source },
                None => Self::Sqlite {
                    path,
                    source: error,
                },
            },
            _ => Self::Sqlite {
                path,
                source: error,
            },
        }
    }

    /// What an error of COMMIT itself means. Only of a commit that SQLite refuses before it writes is
    /// it known that nothing was changed: the last frame of any other may have reached the disk.
    pub(crate) fn from_commit(error: rusqlite::Error, path: &Path) -> Self {
        let is_refused = matches!(
            error.sqlite_error_code(),
            Some(
                ErrorCode::ConstraintViolation
                    | ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::ReadOnly
            )
        );
        let cause = Self::from_sqlite(error, path);
        if is_refused {
            return cause;
        }
        Self::CommitUnknown {
            path: path.to_owned(),
            cause: Box::new(cause),
        }
    }
}

/// Why the system does not open `path`, which SQLite does not say; `None` when it does.
fn why_closed(path: &Path) -> Option<io::Error> {
    if !path.is_absolute() {
        return None;
    }
    OpenOptions::new().read(true).write(true).open(path).err()
}

/// Whether the device that `path` lies on has no room left.
fn is_full(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(path);
    rustix::fs::statvfs(folder).is_ok_and(|device| device.f_bavail == 0 || device.f_favail == 0)
}

/// Whether SQLite found the database locked, so that it is worth another attempt.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let cannot_open = || failure(ffi::SQLITE_CANTOPEN);
        let error = Error::from_sqlite(cannot_open(), folder.path());
        assert!(
            matches!(error, Error::Io { source, .. } if source.kind() == io::ErrorKind::IsADirectory)
        );
        let file = folder.path().join("test.db");
        std::fs::write(&file, "").unwrap();
        let error = Error::from_sqlite(cannot_open(), &file);
        assert!(matches!(error, Error::Sqlite { .. }));
    }

    #[test]
    fn only_a_refused_commit_is_known_to_have_changed_nothing() {
        let path = Path::new("test.db");
        let is_unknown = |code| {
            let error = Error::from_commit(failure(code), path);
            matches!(error, Error::CommitUnknown { .. })
        };
        for code in [
            ffi::SQLITE_FULL,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_NOMEM,
        ] {
            assert!(is_unknown(code), "{code}");
        }
        for code in [
            ffi::SQLITE_CONSTRAINT,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_READONLY,
        ] {
            assert!(!is_unknown(code), "{code}");
        }
    }
}
