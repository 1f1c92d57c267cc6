//! Faults that were switched on.

use rusqlite::params;

use super::{StoreError, Tx};

/// A fault that was switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRow {
    /// What goes wrong.
    pub kind: String,
    /// How, or how much; empty when there is nothing to say.
    pub value: String,
    /// The UUID of the app that meets it; empty when every client does.
    pub app: String,
    /// When it ends by itself, in milliseconds since 1970 UTC by the host's clock.
    pub ends: Option<i64>,
    /// How often it is met before it ends.
    pub times: Option<i64>,
    /// How often it was looked at.
    pub met: i64,
}

impl Tx<'_> {
    /// The faults that have not ended at `now`, in milliseconds since 1970 UTC.
    pub(crate) fn faults(self, now: i64) -> Result<Vec<FaultRow>, StoreError> {
        let sql = "SELECT kind, value, app, ends, times, met FROM fault
             WHERE (ends IS NULL OR ends > ?1) AND (times IS NULL OR times > 0)
             ORDER BY kind, app";
        self.rows(sql, [now], |row| {
            Ok(FaultRow {
                kind: row.get(0)?,
                value: row.get(1)?,
                app: row.get(2)?,
                ends: row.get(3)?,
                times: row.get(4)?,
                met: row.get(5)?,
            })
        })
    }

    /// Puts a fault in, in place of the one of its kind for the same app.
    pub(crate) fn put_fault(self, fault: &FaultRow) -> Result<(), StoreError> {
        let put = "INSERT OR REPLACE INTO fault (kind, value, app, ends, times, met)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let FaultRow {
            kind,
            value,
            app,
            ends,
            times,
            met,
        } = fault;
        self.execute(put, params![kind, value, app, ends, times, met])
            .map(drop)
    }

    /// Takes all faults of a kind out, or all of them, and returns how many.
    pub(crate) fn delete_faults(self, kind: Option<&str>) -> Result<usize, StoreError> {
        self.execute("DELETE FROM fault WHERE ?1 IS NULL OR kind = ?1", [kind])
    }
}
