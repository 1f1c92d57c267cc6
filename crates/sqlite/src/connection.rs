//! A connection of SQLite: how it is set up, and the statements that every database needs.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::Usage;

/// How long SQLite itself waits. Longer waits, for another who writes, are the waiter's; what remains
/// is one who recovers the log of a process that was killed, and that may meet any statement.
const SHORT_WAIT: Duration = Duration::from_millis(100);

/// Opens the file `path`, which has to be there, to read and to change it.
pub(crate) fn open(path: &Path, usage: Usage) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(SHORT_WAIT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    let keeps_log = usage == Usage::Commands;
    empty_log_at_end(&connection, !keeps_log)?;
    Ok(connection)
}

/// Whether the last connection moves the log into the database and removes it when it is closed.
pub(crate) fn empty_log_at_end(connection: &Connection, empties: bool) -> rusqlite::Result<()> {
    let keeps = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(keeps, !empties).map(drop)
}

/// Sets it up for changes, which a connection that only reads does without.
pub(crate) fn prepare_to_write(connection: &Connection, usage: Usage) -> rusqlite::Result<()> {
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )?;
    match usage {
        Usage::Server => Ok(()),
        // Only who holds the lock of the log may move it into the database.
        Usage::Commands => connection.execute_batch("PRAGMA wal_autocheckpoint = 0;"),
    }
}

pub(crate) fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))
}

/// Keeps prepared statements, and plans each once whatever is bound to it.
pub(crate) fn keep_statements(connection: &Connection, capacity: usize) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(capacity);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// A transaction that reads, which ends when this is dropped.
pub(crate) struct Snapshot<'a>(&'a Connection);

impl<'a> Snapshot<'a> {
    pub(crate) fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        run(connection, "BEGIN").map(|()| Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // It changed nothing, so there is nothing that could fail to be saved.
        let _ = run(self.0, "COMMIT");
    }
}
