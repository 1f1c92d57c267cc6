//! Keys and other managed objects, and their life (KMIP 1.4, section 3.22).

use pure_kmip::enums::{
    CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Group;
use crate::error::KeyManagerError;
use crate::name::Name;
use crate::{KeyManager, seed};

const NOUN: &str = "key";

/// A key as the console lists it.
#[derive(Clone, Debug)]
pub struct Key {
    /// Everything but its names.
    pub row: KeyRow,
    /// The first of its names.
    pub name: Option<String>,
    /// The name of its group.
    pub group: String,
    /// Where it is in its life now.
    pub state: State,
}

/// A managed object, as the database holds it.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Its UUID.
    pub id: String,
    /// The UUID of its group.
    pub group_id: String,
    /// What it is.
    pub object_type: ObjectType,
    /// The state last written; see [`KeyRow::state_at`].
    pub state: State,
    /// Whether it may be used.
    pub enabled: bool,
    /// What it is for.
    pub algorithm: Option<CryptographicAlgorithm>,
    /// Its length in bits.
    pub length: Option<i32>,
    /// What it may be used for.
    pub usage_mask: UsageMask,
    /// The type of secret data, or of an opaque object.
    pub subtype: Option<u32>,
    /// How its material is written.
    pub format: Option<u32>,
    /// Its material, sealed; none when it is destroyed.
    pub material: Option<Vec<u8>>,
    /// Its dates.
    pub dates: Dates,
    /// Why it was revoked.
    pub reason: Option<RevocationReasonCode>,
    /// More about that.
    pub message: Option<String>,
}

/// The dates of an object's life, in seconds since 1970 UTC (KMIP 1.4, sections 3.23 to 3.38).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Initial Date
    pub initial: i64,
    /// Activation Date
    pub activation: Option<i64>,
    /// Process Start Date
    pub process_start: Option<i64>,
    /// Protect Stop Date
    pub protect_stop: Option<i64>,
    /// Deactivation Date
    pub deactivation: Option<i64>,
    /// Destroy Date
    pub destroyed: Option<i64>,
    /// Compromise Date
    pub compromise: Option<i64>,
    /// Compromise Occurrence Date
    pub occurrence: Option<i64>,
    /// Last Change Date
    pub last_change: i64,
}

/// A date that a client may set.
pub(crate) type DateField = fn(&mut Dates) -> &mut Option<i64>;

const COLUMNS: &str = "SELECT key.id, key.groups, object_type, state, enabled, algorithm, length,
    usage_mask, subtype, format, material, initial, activation, process_start, protect_stop,
    deactivation, destroyed, compromise, occurrence, last_change, reason, message FROM key";

impl KeyRow {
    /// Where it is in its life at `now`: its activation and deactivation dates take effect by
    /// themselves.
    pub fn state_at(&self, now: i64) -> State {
        let past = |date: Option<i64>| date.is_some_and(|date| date <= now);
        match self.state {
            State::PreActive | State::Active if past(self.dates.deactivation) => State::Deactivated,
            State::PreActive if past(self.dates.activation) => State::Active,
            state => state,
        }
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let code = |index| {
            row.get::<_, Option<i64>>(index)
                .map(|c| c.map(|c| c as u32))
        };
        Ok(Self {
            id: row.get(0)?,
            group_id: row.get(1)?,
            object_type: ObjectType::from_code(row.get(2)?),
            state: State::from_code(row.get(3)?),
            enabled: row.get(4)?,
            algorithm: code(5)?.map(CryptographicAlgorithm::from_code),
            length: row.get(6)?,
            usage_mask: UsageMask::from_bits(row.get(7)?),
            subtype: code(8)?,
            format: code(9)?,
            material: row.get(10)?,
            dates: Dates {
                initial: row.get(11)?,
                activation: row.get(12)?,
                process_start: row.get(13)?,
                protect_stop: row.get(14)?,
                deactivation: row.get(15)?,
                destroyed: row.get(16)?,
                compromise: row.get(17)?,
                occurrence: row.get(18)?,
                last_change: row.get(19)?,
            },
            reason: code(20)?.map(RevocationReasonCode::from_code),
            message: row.get(21)?,
        })
    }
}

/// The object of that UUID.
pub(crate) fn row_of(db: &Connection, id: &str) -> rusqlite::Result<Option<KeyRow>> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE key.id = ?1"))?;
    statement.query_row([id], KeyRow::from_row).optional()
}

/// The names of an object, the first one first.
pub(crate) fn names_of(db: &Connection, id: &str) -> rusqlite::Result<Vec<String>> {
    let find = "SELECT name FROM key_name WHERE key = ?1 ORDER BY position";
    db.prepare_cached(find)?
        .query_map([id], |row| row.get(0))?
        .collect()
}

/// Adds an object.
pub(crate) fn insert(db: &Connection, key: &KeyRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO key (id, groups, object_type, state, enabled, algorithm, length, usage_mask,
             subtype, format, material, initial, last_change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
    )?
    .execute(params![
        key.id,
        key.group_id,
        key.object_type.code(),
        key.state.code(),
        key.enabled,
        key.algorithm.map(CryptographicAlgorithm::code),
        key.length,
        key.usage_mask.bits(),
        key.subtype,
        key.format,
        key.material,
        key.dates.initial
    ])?;
    update(db, key, key.dates.initial)
}

/// Writes what may change of an object.
pub(crate) fn update(db: &Connection, key: &KeyRow, now: i64) -> rusqlite::Result<()> {
    let dates = &key.dates;
    db.prepare_cached(
        "UPDATE key SET state = ?2, enabled = ?3, usage_mask = ?4, material = ?5, activation = ?6,
             process_start = ?7, protect_stop = ?8, deactivation = ?9, destroyed = ?10,
             compromise = ?11, occurrence = ?12, last_change = ?13, reason = ?14, message = ?15
         WHERE id = ?1",
    )?
    .execute(params![
        key.id,
        key.state.code(),
        key.enabled,
        key.usage_mask.bits(),
        key.material,
        dates.activation,
        dates.process_start,
        dates.protect_stop,
        dates.deactivation,
        dates.destroyed,
        dates.compromise,
        dates.occurrence,
        now,
        key.reason.map(RevocationReasonCode::code),
        key.message
    ])?;
    Ok(())
}

impl KeyManager {
    /// The keys of a group, or all, from the oldest on.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn keys(&self, group: Option<&Group>) -> Result<Vec<Key>, KeyManagerError> {
        let now = self.now();
        self.read(|db| {
            let sql = format!(
                "{COLUMNS} WHERE ?1 IS NULL OR key.groups = ?1 ORDER BY key.initial, key.rowid"
            );
            let mut statement = db.prepare(&sql)?;
            let rows = statement.query_map([group.map(|group| &group.id)], KeyRow::from_row)?;
            rows.map(|row| listed(db, row?, now)).collect()
        })
    }

    /// The key of that name or UUID.
    ///
    /// # Errors
    /// When there is none, or several in several accounts.
    pub fn key(&self, name: &str) -> Result<Key, KeyManagerError> {
        let now = self.now();
        self.read(|db| {
            if let Some(row) = row_of(db, name)? {
                return listed(db, row, now);
            }
            let mut statement = db.prepare("SELECT key FROM key_name WHERE name = ?1")?;
            let ids: Vec<String> = statement
                .query_map([name], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            match ids.as_slice() {
                [] => Err(KeyManagerError::Missing(NOUN)),
                [id] => {
                    let row = row_of(db, id)?.ok_or(KeyManagerError::Missing(NOUN))?;
                    listed(db, row, now)
                }
                _ => Err(KeyManagerError::Ambiguous(NOUN)),
            }
        })
    }

    /// Makes an Active AES-256 key of that name in the group.
    ///
    /// # Errors
    /// When the account has a key of that name.
    pub fn create_key(&self, group: &Group, name: &Name) -> Result<Key, KeyManagerError> {
        let now = self.now();
        let id = self.write(|db| {
            let id = seed::uuid(db)?;
            let material = seed::material(db, 32)?;
            let key = KeyRow {
                id: id.clone(),
                group_id: group.id.clone(),
                object_type: ObjectType::SymmetricKey,
                state: State::Active,
                enabled: true,
                algorithm: Some(CryptographicAlgorithm::Aes),
                length: Some(256),
                usage_mask: UsageMask::ENCRYPT | UsageMask::DECRYPT,
                subtype: None,
                format: None,
                material: Some(self.master_key().seal(&id, &material)?),
                dates: Dates {
                    initial: now,
                    activation: Some(now),
                    ..Dates::default()
                },
                reason: None,
                message: None,
            };
            insert(db, &key)?;
            if !crate::attributes::add_name(db, &key, name.as_str())? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            Ok(id)
        })?;
        self.key(&id)
    }

    /// Deactivates an Active key, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is not Active.
    pub fn deactivate_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, state, now| {
            if state != State::Active {
                let cure = "; only an Active key can be deactivated.";
                return Err(KeyManagerError::State {
                    state: state.to_string(),
                    cure,
                });
            }
            key.state = State::Deactivated;
            key.dates.deactivation = Some(now);
            key.reason = Some(RevocationReasonCode::CessationOfOperation);
            Ok(())
        })
    }

    /// Marks a key as compromised, for good.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn compromise_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, state, now| {
            key.state = match state {
                State::Destroyed | State::DestroyedCompromised => State::DestroyedCompromised,
                _ => State::Compromised,
            };
            key.dates.compromise.get_or_insert(now);
            key.reason = Some(RevocationReasonCode::KeyCompromise);
            Ok(())
        })
    }

    /// Lets a key be used, or not.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn enable_key(&self, name: &str, enabled: bool) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, _, _| {
            key.enabled = enabled;
            Ok(())
        })
    }

    /// Destroys the material of a key that is not Active, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is Active.
    pub fn destroy_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, state, now| {
            key.state = match state {
                State::Active => {
                    let cure = ". Deactivate it first with puresim keymanager key deactivate.";
                    return Err(KeyManagerError::State {
                        state: state.to_string(),
                        cure,
                    });
                }
                State::Compromised | State::DestroyedCompromised => State::DestroyedCompromised,
                _ => State::Destroyed,
            };
            key.material = None;
            key.dates.destroyed.get_or_insert(now);
            Ok(())
        })
    }

    /// Removes a destroyed key with everything that is known of it.
    ///
    /// # Errors
    /// When there is no such key, or it is not destroyed.
    pub fn delete_key(&self, name: &str) -> Result<(), KeyManagerError> {
        let key = self.key(name)?;
        if !matches!(key.state, State::Destroyed | State::DestroyedCompromised) {
            let cure = ". Destroy it first with puresim keymanager key destroy.";
            return Err(KeyManagerError::State {
                state: key.state.to_string(),
                cure,
            });
        }
        self.write(|db| {
            db.execute("DELETE FROM key WHERE id = ?1", [&key.row.id])?;
            Ok(())
        })
    }

    fn change_key(
        &self,
        name: &str,
        change: impl FnOnce(&mut KeyRow, State, i64) -> Result<(), KeyManagerError>,
    ) -> Result<Key, KeyManagerError> {
        let id = self.key(name)?.row.id;
        let now = self.now();
        self.write(|db| {
            let mut key = row_of(db, &id)?.ok_or(KeyManagerError::Missing(NOUN))?;
            let state = key.state_at(now);
            key.state = state;
            change(&mut key, state, now)?;
            update(db, &key, now)?;
            Ok::<(), KeyManagerError>(())
        })?;
        self.key(&id)
    }
}

fn listed(db: &Connection, row: KeyRow, now: i64) -> Result<Key, KeyManagerError> {
    let find = "SELECT name FROM groups WHERE id = ?1";
    let group = db
        .prepare_cached(find)?
        .query_row([&row.group_id], |group| group.get(0))?;
    let name = names_of(db, &row.id)?.into_iter().next();
    Ok(Key {
        state: row.state_at(now),
        name,
        group,
        row,
    })
}
