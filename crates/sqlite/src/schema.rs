//! What kind of a database it is.

/// The kind of a database: its tables, their version, which lies in its `user_version`, and how it is
/// used. Everyone who opens a database has to open it as the same kind.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The version, 1 or more.
    pub version: i64,
    /// The statements that make all tables.
    pub sql: &'static str,
    /// The statements that bring the tables of each earlier version up to the next, from version 1 on. Without
    /// them a database of an earlier version is considered damaged.
    pub upgrades: &'static [&'static str],
    /// How it is used.
    pub usage: Usage,
}

impl Schema {
    pub(crate) fn can_upgrade(&self) -> bool {
        i64::try_from(self.upgrades.len() + 1) == Ok(self.version)
    }
}

/// How a database is used, which decides how its write-ahead log is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// By commands, each of which opens it for a moment. While the log is empty, who only reads does
    /// so without making a log, shared memory and locks of SQLite: two thirds of what opening costs.
    Commands,
    /// By a server, which keeps its connections.
    Server,
}
