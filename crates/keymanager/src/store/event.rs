//! What everybody did: the audit log.

use rusqlite::{Row, params};

use super::{StoreError, Tx};

/// How many events are kept: the oldest go first.
const KEPT: i64 = 1_000_000;

/// Something that was done, or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number, which grows; 0 as long as it is not written down.
    pub number: i64,
    /// Milliseconds since 1970 UTC.
    pub time: i64,
    /// The UUID of the account that it happened in.
    pub account: Option<String>,
    /// What kind of an event.
    pub kind: EventKind,
    /// By which door it came in: `command`, `KMIP`, `REST`, `web`.
    pub door: String,
    /// Who did it: `operator`, `user:UUID`, `app:UUID`, or empty for somebody who is not known.
    pub actor: String,
    /// The name of the actor at that time.
    pub name: String,
    /// The address that it came from.
    pub client: Option<String>,
    /// What was done, in one or two words.
    pub action: String,
    /// The UUID of what was changed or used.
    pub object: Option<String>,
    /// The UUID of the group of that.
    pub group: Option<String>,
    /// Whether it was done: false when it was refused or failed.
    pub done: bool,
    /// A sentence about it.
    pub message: String,
}

/// What kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Something was changed.
    Administrative,
    /// Somebody logged in, or was refused.
    Auth,
    /// A key was used.
    CryptoOperation,
}

impl EventKind {
    /// As DSM has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrative => "ADMINISTRATIVE",
            Self::Auth => "AUTH",
            Self::CryptoOperation => "CRYPTOOPERATION",
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "AUTH" => Self::Auth,
            "CRYPTOOPERATION" => Self::CryptoOperation,
            _ => Self::Administrative,
        }
    }
}

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Of the account of that UUID; all when there is none.
    pub account: Option<String>,
    /// Of that kind.
    pub kind: Option<String>,
    /// Of that object.
    pub object: Option<String>,
    /// Of that actor, as in [`Event::actor`].
    pub actor: Option<String>,
    /// Older than the one of that number.
    pub before: Option<i64>,
    /// How many at most, the newest first.
    pub limit: usize,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Event> {
    let kind: String = row.get(3)?;
    Ok(Event {
        number: row.get(0)?,
        time: row.get(1)?,
        account: row.get(2)?,
        kind: EventKind::named(&kind),
        door: row.get(4)?,
        actor: row.get(5)?,
        name: row.get(6)?,
        client: row.get(7)?,
        action: row.get(8)?,
        object: row.get(9)?,
        group: row.get(10)?,
        done: row.get(11)?,
        message: row.get(12)?,
    })
}

impl Tx<'_> {
    /// Writes an event down.
    pub(crate) fn insert_event(self, event: &Event) -> Result<(), StoreError> {
        let insert =
            "INSERT INTO event (time, account, kind, door, actor, name, client, action, object,
                 groups, done, message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let values = params![
            event.time,
            event.account,
            event.kind.as_str(),
            event.door,
            event.actor,
            event.name,
            event.client,
            event.action,
            event.object,
            event.group,
            event.done,
            event.message
        ];
        self.execute(insert, values).map(drop)
    }

    /// Notes when a key was last used, by whom, and drops events that are too old to be kept.
    pub(crate) fn settle_event(self, event: &Event) -> Result<(), StoreError> {
        let seconds = event.time.div_euclid(1000);
        if !event.done {
            return Ok(());
        }
        if let Some(app) = event.actor.strip_prefix("app:") {
            let used = "UPDATE app SET last_used = ?2 WHERE id = ?1";
            self.execute(used, params![app, seconds])?;
        }
        if let (EventKind::CryptoOperation, Some(key)) = (event.kind, &event.object) {
            let used = "UPDATE key SET last_used = ?2 WHERE id = ?1";
            self.execute(used, params![key, seconds])?;
        }
        Ok(())
    }

    /// Drops events that are too old to be kept.
    pub(crate) fn trim_events(self) -> Result<(), StoreError> {
        let trim = "DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - ?1";
        self.execute(trim, [KEPT]).map(drop)
    }

    /// The number of the newest; 0 when there is none.
    pub(crate) fn newest_event(self) -> Result<i64, StoreError> {
        self.value("SELECT coalesce(max(number), 0) FROM event", [])
    }

    /// Those that are wanted, the newest first.
    pub(crate) fn events(self, filter: &EventFilter) -> Result<Vec<Event>, StoreError> {
        let sql =
            "SELECT number, time, account, kind, door, actor, name, client, action, object, groups,
                 done, message FROM event
             WHERE number < ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR kind = ?3)
                 AND (?4 IS NULL OR object = ?4) AND (?5 IS NULL OR actor = ?5)
             ORDER BY number DESC LIMIT ?6";
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
        let values = params![
            filter.before.unwrap_or(i64::MAX),
            filter.account,
            filter.kind,
            filter.object,
            filter.actor,
            limit
        ];
        self.rows(sql, values, from_row)
    }
}
