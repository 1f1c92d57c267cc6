//! A transaction, as the other modules see it. What can be read and changed in it is in the file of each noun.

use std::cell::Cell;

use rusqlite::{CachedStatement, Connection, Params, Row};

use super::StoreError;

/// A transaction: every statement sees one committed state and what the transaction itself has
/// changed.
#[derive(Clone, Copy)]
pub(crate) struct Tx<'a> {
    connection: &'a Connection,
    is_writable: bool,
    /// Whether key material was deleted or replaced.
    deletes: Option<&'a Cell<bool>>,
}

impl<'a> Tx<'a> {
    pub(super) fn reading(connection: &'a Connection) -> Self {
        Self {
            connection,
            is_writable: false,
            deletes: None,
        }
    }

    /// Sets `deletes` when key material is deleted or replaced.
    pub(super) fn writing(connection: &'a Connection, deletes: &'a Cell<bool>) -> Self {
        Self {
            connection,
            is_writable: true,
            deletes: Some(deletes),
        }
    }

    /// What was deleted must not stay in any file.
    pub(super) fn purge_afterwards(self) {
        if let Some(deletes) = self.deletes {
            deletes.set(true);
        }
    }

    /// Whether it may change anything.
    pub(crate) fn is_writable(self) -> bool {
        self.is_writable
    }

    /// Does `work`, and undoes what it has changed when it fails. What was changed before stays.
    pub(crate) fn nested<T, E>(
        self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<Result<T, E>, StoreError> {
        // Where nothing is written there is nothing to undo.
        if !self.is_writable {
            return Ok(work());
        }
        self.run("SAVEPOINT nested")?;
        let result = work();
        if result.is_err() {
            self.run("ROLLBACK TO nested")?;
        }
        self.run("RELEASE nested")?;
        Ok(result)
    }

    fn run(self, sql: &str) -> Result<(), StoreError> {
        self.execute(sql, []).map(drop)
    }

    pub(super) fn prepare(self, sql: &str) -> rusqlite::Result<CachedStatement<'a>> {
        self.connection.prepare_cached(sql)
    }

    /// Changes rows, and returns how many.
    pub(super) fn execute(self, sql: &str, of: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepare(sql)?.execute(of)?)
    }

    /// Whether there is such a row.
    pub(super) fn exists(self, sql: &str, of: impl Params) -> Result<bool, StoreError> {
        Ok(self.prepare(sql)?.exists(of)?)
    }

    /// All rows.
    pub(super) fn rows<T>(
        self,
        sql: &str,
        of: impl Params,
        row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_map(of, row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The only row, if there is one.
    pub(super) fn row<T>(
        self,
        sql: &str,
        of: impl Params,
        row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        use rusqlite::OptionalExtension;
        Ok(self.prepare(sql)?.query_row(of, row).optional()?)
    }

    /// The value of the only row.
    pub(super) fn value<T: rusqlite::types::FromSql>(
        self,
        sql: &str,
        of: impl Params,
    ) -> Result<T, StoreError> {
        Ok(self.prepare(sql)?.query_row(of, |row| row.get(0))?)
    }
}
