//! Objects in the database.

use pure_kmip::enums::{
    CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::{Dates, KeyRow, Protection};

const COLUMNS: &str = "SELECT key.id, key.groups, object_type, state, enabled, fresh, algorithm,
    length, usage_mask, subtype, format, material, sensitive, always_sensitive, extractable,
    never_extractable, initial, activation, process_start, protect_stop, deactivation, destroyed,
    compromise, occurrence, last_change, reason, message FROM key";

fn from_row(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    let code = |index| row.get::<_, Option<u32>>(index);
    Ok(KeyRow {
        id: row.get(0)?,
        group_id: row.get(1)?,
        object_type: ObjectType::from_code(row.get(2)?),
        state: State::from_code(row.get(3)?),
        enabled: row.get(4)?,
        fresh: row.get(5)?,
        algorithm: code(6)?.map(CryptographicAlgorithm::from_code),
        length: row.get(7)?,
        usage_mask: UsageMask::from_bits(row.get(8)?),
        subtype: code(9)?,
        format: code(10)?,
        material: row.get(11)?,
        protection: Protection {
            sensitive: row.get(12)?,
            always_sensitive: row.get(13)?,
            extractable: row.get(14)?,
            never_extractable: row.get(15)?,
        },
        dates: Dates {
            initial: row.get(16)?,
            activation: row.get(17)?,
            process_start: row.get(18)?,
            protect_stop: row.get(19)?,
            deactivation: row.get(20)?,
            destroyed: row.get(21)?,
            compromise: row.get(22)?,
            occurrence: row.get(23)?,
            last_change: row.get(24)?,
        },
        reason: code(25)?.map(RevocationReasonCode::from_code),
        message: row.get(26)?,
    })
}

/// The object of that UUID.
pub(crate) fn row_of(db: &Connection, id: &str) -> rusqlite::Result<Option<KeyRow>> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE key.id = ?1"))?;
    statement.query_row([id], from_row).optional()
}

/// The objects of that name, in whatever account, those that are not destroyed first.
pub(crate) fn named(db: &Connection, name: &str) -> rusqlite::Result<Vec<KeyRow>> {
    let sql = format!(
        "{COLUMNS} JOIN key_name ON key_name.key = key.id WHERE key_name.name = ?1
         ORDER BY key_name.live DESC, key.number DESC"
    );
    db.prepare_cached(&sql)?
        .query_map([name], from_row)?
        .collect()
}

/// Shows `visit` the objects of the groups one by one, from the newest on.
pub(crate) fn each_of<E: From<rusqlite::Error>>(
    db: &Connection,
    groups: &[&str],
    mut visit: impl FnMut(KeyRow) -> Result<(), E>,
) -> Result<(), E> {
    let places = vec!["?"; groups.len()].join(", ");
    let sql = format!("{COLUMNS} WHERE key.groups IN ({places}) ORDER BY key.number DESC");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(groups))?;
    while let Some(row) = rows.next()? {
        visit(from_row(row)?)?;
    }
    Ok(())
}

/// How many objects the group has.
pub(crate) fn count_of(db: &Connection, group: &str) -> rusqlite::Result<i64> {
    let count = "SELECT count(*) FROM key WHERE groups = ?1";
    db.prepare_cached(count)?
        .query_row([group], |row| row.get(0))
}

/// Adds an object.
pub(crate) fn insert(db: &Connection, key: &KeyRow) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO key (id, groups, object_type, state, enabled, fresh, algorithm, length,
             usage_mask, subtype, format, sensitive, always_sensitive, extractable,
             never_extractable, initial, last_change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16)",
    )?
    .execute(params![
        key.id,
        key.group_id,
        key.object_type.code(),
        key.state.code(),
        key.enabled,
        key.fresh,
        key.algorithm.map(CryptographicAlgorithm::code),
        key.length,
        key.usage_mask.bits(),
        key.subtype,
        key.format,
        key.protection.sensitive,
        key.protection.always_sensitive,
        key.protection.extractable,
        key.protection.never_extractable,
        key.dates.initial
    ])?;
    update(db, key, key.dates.initial)
}

/// Writes what may change of an object, as changed at `now`. When it is destroyed, its names are free.
pub(crate) fn update(db: &Connection, key: &KeyRow, now: i64) -> rusqlite::Result<()> {
    let dates = &key.dates;
    db.prepare_cached(
        "UPDATE key SET state = ?2, enabled = ?3, fresh = ?4, usage_mask = ?5, material = ?6,
             sensitive = ?7, always_sensitive = ?8, extractable = ?9, never_extractable = ?10,
             activation = ?11, process_start = ?12, protect_stop = ?13, deactivation = ?14,
             destroyed = ?15, compromise = ?16, occurrence = ?17, last_change = ?18, reason = ?19,
             message = ?20
         WHERE id = ?1",
    )?
    .execute(params![
        key.id,
        key.state.code(),
        key.enabled,
        key.fresh,
        key.usage_mask.bits(),
        key.material,
        key.protection.sensitive,
        key.protection.always_sensitive,
        key.protection.extractable,
        key.protection.never_extractable,
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
    if key.is_destroyed() {
        db.prepare_cached("UPDATE key_name SET live = 0 WHERE key = ?1")?
            .execute([&key.id])?;
    }
    Ok(())
}
