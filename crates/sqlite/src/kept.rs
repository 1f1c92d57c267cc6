//! Handles that stay open from one piece of work to the next.

use crate::connection::user_version;
use crate::file::{FileId, check_private};
use crate::{Database, Error, Schema, Waiter, log};

impl Database {
    /// For a handle that lives long: reads by a connection from now on, which holds no lock while nothing is
    /// read, and keeps up to `statements` prepared statements.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn stay_open(&mut self, statements: usize) -> Result<(), Error> {
        self.keep_statements(statements)?;
        self.connection().map(drop)
    }

    /// Whether a handle that stayed open is still one of the file at its path, which is private, with the
    /// tables of `schema`; else it has to be opened anew, which says what is wrong.
    pub fn is_as_opened(&self, schema: Schema) -> bool {
        let file = check_private(self.path());
        let is_same = file.is_ok_and(|file: FileId| file == self.id);
        let version = |connection| user_version(connection).ok();
        is_same && self.is_idle() && self.connection.get().and_then(version) == Some(schema.version)
    }

    /// From now on it waits like that.
    pub fn set_waiter(&mut self, waiter: Waiter) {
        self.waiter = waiter;
    }

    /// Before it is left open with nothing to do: moves changes from the log into the database, as a handle
    /// does at its end. What cannot be moved now is left to whoever comes next.
    pub fn rest(&self) {
        if log::length(self.path()) > 0 {
            let _ = self.truncate_log();
        }
    }
}
