//! A transaction, as the other modules see it. What can be read and changed in it is in the file of each noun.

use rusqlite::{CachedStatement, Connection, Params, Row};

use super::StoreError;

/// A transaction: every statement sees one committed state and what the transaction itself has
/// changed.
#[derive(Clone, Copy)]
pub(crate) struct Tx<'a> {
    connection: &'a Connection,
    is_writable: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn reading(connection: &'a Connection) -> Self {
        let is_writable = false;
        Self {
            connection,
            is_writable,
        }
    }

    pub(super) fn writing(connection: &'a Connection) -> Self {
        let is_writable = true;
        Self {
            connection,
            is_writable,
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
