//! The array's history: who did what and when. Append-only, never a secret.

use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::ground::{Array, Context, Explain, Notice, StoreError};

/// What happened, in a word that `puresim log` shows and filters by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The array was created, renamed, exported or imported.
    Array,
    /// A certificate was created, changed or deleted.
    Certificate,
    /// A KMIP server was created, changed or deleted.
    KmipServer,
    /// The security token was enabled, replaced or disabled.
    Token,
    /// The array key was rotated, or its rotation postponed.
    Rotation,
    /// A drive was pulled, inserted, added, failed or replaced.
    Drive,
    /// The power went on or off, or was lost.
    Power,
    /// An unlock was tried.
    Unlock,
    /// A volume was written or deleted.
    Data,
    /// The clock was moved.
    Clock,
    /// A smart card was inserted or removed.
    Card,
    /// A user was created, changed or deleted, came in by a door, or was refused there.
    User,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Array,
        Self::Certificate,
        Self::KmipServer,
        Self::Token,
        Self::Rotation,
        Self::Drive,
        Self::Power,
        Self::Unlock,
        Self::Data,
        Self::Clock,
        Self::Card,
        Self::User,
    ];

    /// The word shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Certificate => "certificate",
            Self::KmipServer => "kmip",
            Self::Token => "security-token",
            Self::Rotation => "rotation",
            Self::Drive => "drive",
            Self::Power => "power",
            Self::Unlock => "unlock",
            Self::Data => "data",
            Self::Clock => "clock",
            Self::Card => "card",
            Self::User => "user",
        }
    }
}

/// One line of the history.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number: the lines are counted from 1 on.
    pub number: u64,
    /// The array's time.
    pub time: Timestamp,
    /// Who asked.
    pub user: String,
    /// What happened.
    pub event: String,
    /// The object it happened to.
    pub subject: String,
    /// More about it, in a sentence without a full stop.
    pub detail: String,
}

/// Adds a line to the history, in the transaction of what it describes, at the array's time.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn append(
    array: &Array,
    tx: &Connection,
    event: Event,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    append_at(array.context(), tx, array.now(), event, subject, detail)
}

/// As [`append`], for an array that is not open yet.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn append_at(
    context: &Context,
    tx: &Connection,
    time: Timestamp,
    event: Event,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO log (time, user, event, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        time.as_second(),
        context.actor,
        event.as_str(),
        subject,
        detail
    ])?;
    Ok(())
}

/// Adds a line to the history about something that is already done elsewhere than in the database: if it
/// cannot be written, that is not an error but a notice.
pub(crate) fn append_done(array: &Array, event: Event, subject: &str, detail: &str) {
    append_done_at(array, array.now(), event, subject, detail);
}

/// As [`append_done`], at that time.
pub(crate) fn append_done_at(
    array: &Array,
    time: Timestamp,
    event: Event,
    subject: &str,
    detail: &str,
) {
    let written = array
        .store()
        .write(|tx| append_at(array.context(), tx, time, event, subject, detail));
    if let Err(error) = written {
        let reason = error.message();
        array.context().tell(&Notice::NotInHistory(reason));
    }
}

/// How many lines the history has. None is ever deleted, so the number of the last one says it.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn length(connection: &Connection) -> Result<u64, StoreError> {
    let last: i64 =
        connection.query_row("SELECT coalesce(max(id), 0) FROM log", [], |row| row.get(0))?;
    Ok(last.unsigned_abs())
}

/// The history from the oldest line to the newest.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn entries(connection: &Connection) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    each_after(connection, 0, &mut |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    })?;
    Ok(entries)
}

/// Calls `visit` with the lines after the one of that number, the oldest first, until it breaks. Those before it
/// are not read.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn each_after(
    connection: &Connection,
    number: u64,
    visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, time, user, event, subject, detail FROM log WHERE id > ?1 ORDER BY id",
    )?;
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let rows = statement.query_map([number], entry)?;
    visit_all(rows, visit)
}

/// Calls `visit` with the lines before the one of that number, the newest first, until it breaks; only with those
/// of `event`, if there is one.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn each_before(
    connection: &Connection,
    number: Option<u64>,
    event: Option<Event>,
    visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, time, user, event, subject, detail FROM log
         WHERE id < ?1 AND (?2 IS NULL OR event = ?2) ORDER BY id DESC",
    )?;
    let number = number.and_then(|number| i64::try_from(number).ok());
    let event = event.map(Event::as_str);
    let rows = statement.query_map(params![number.unwrap_or(i64::MAX), event], entry)?;
    visit_all(rows, visit)
}

fn visit_all(
    rows: impl Iterator<Item = rusqlite::Result<Entry>>,
    visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    for row in rows {
        if visit(row?).is_break() {
            break;
        }
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        time: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
        user: row.get(2)?,
        event: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
    })
}
