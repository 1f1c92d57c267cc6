//! Keys and other managed objects.

use kmip::enums::{CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask};
use rusqlite::{Row, params, params_from_iter};

use super::{KeyOps, StoreError, Tx};

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
    /// Whether no client has retrieved it yet.
    pub fresh: bool,
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
    /// Its material, sealed under the master key; `None` when it is destroyed.
    pub material: Option<Vec<u8>>,
    /// How its material may be retrieved.
    pub protection: Protection,
    /// Its dates.
    pub dates: Dates,
    /// Why it was revoked.
    pub reason: Option<RevocationReasonCode>,
    /// More about that.
    pub message: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who made it: `operator`, `user:UUID` or `app:UUID`.
    pub creator: String,
    /// Whether its material came from outside.
    pub imported: bool,
    /// The operations that no bit of the usage mask stands for.
    pub extra: KeyOps,
    /// When it was last used, in seconds since 1970 UTC.
    pub last_used: Option<i64>,
}

/// How the material may be retrieved (KMIP 1.4, sections 3.48 to 3.51).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Only wrapped, not in the clear.
    pub sensitive: bool,
    /// It has been sensitive from the beginning.
    pub always_sensitive: bool,
    /// At all.
    pub extractable: bool,
    /// It has never been extractable.
    pub never_extractable: bool,
}

impl Protection {
    /// That of a new object.
    pub fn new(sensitive: bool, extractable: bool) -> Self {
        Self {
            sensitive,
            always_sensitive: sensitive,
            extractable,
            never_extractable: !extractable,
        }
    }
}

impl Default for Protection {
    /// The material may be retrieved in the clear.
    fn default() -> Self {
        Self::new(false, true)
    }
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

/// A part of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// What the last one of the page before is ordered by.
    pub(crate) after: Option<&'a str>,
    pub(crate) descending: bool,
    /// Whether destroyed objects are listed.
    pub(crate) destroyed: bool,
    pub(crate) limit: usize,
}

/// A date that a client may set.
pub(crate) type DateField = fn(&mut Dates) -> &mut Option<i64>;

/// Why an object is revoked.
#[derive(Clone, Debug)]
pub(crate) struct Revocation {
    pub(crate) reason: RevocationReasonCode,
    pub(crate) message: Option<String>,
    /// When it was first compromised, in seconds since 1970 UTC.
    pub(crate) occurrence: Option<i64>,
}

impl Revocation {
    pub(crate) fn of(reason: RevocationReasonCode) -> Self {
        Self {
            reason,
            message: None,
            occurrence: None,
        }
    }

    pub(crate) fn is_compromise(&self) -> bool {
        matches!(
            self.reason,
            RevocationReasonCode::KeyCompromise | RevocationReasonCode::CaCompromise
        )
    }
}

impl KeyRow {
    /// Whether it is a cryptographic object, which has a state and uses (KMIP 1.4, section 2.2).
    pub fn is_cryptographic(&self) -> bool {
        !matches!(
            self.object_type,
            ObjectType::OpaqueData | ObjectType::Template
        )
    }

    /// Whether the material is gone.
    pub fn is_destroyed(&self) -> bool {
        matches!(self.state, State::Destroyed | State::DestroyedCompromised)
    }

    /// What it may be used for: the bits of its usage mask and the further ones, without EXPORT when its
    /// value is never given out.
    pub fn ops(&self) -> KeyOps {
        let ops = KeyOps::of_mask(self.usage_mask) | self.extra;
        if self.protection.extractable {
            ops
        } else {
            ops.without(KeyOps::EXPORT)
        }
    }
}

const COLUMNS: &str = "SELECT key.id, key.groups, object_type, state, enabled, fresh, algorithm,
    length, usage_mask, subtype, format,
    (SELECT bytes FROM sealed WHERE sealed.number = key.sealed), sensitive, always_sensitive, extractable,
    never_extractable, initial, activation, process_start, protect_stop, deactivation, destroyed,
    compromise, occurrence, last_change, reason, message, key.description, key.creator, imported,
    extra_ops, key.last_used FROM key";

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
        description: row.get(27)?,
        creator: row.get(28)?,
        imported: row.get(29)?,
        extra: KeyOps::from_extra(row.get(30)?),
        last_used: row.get(31)?,
    })
}

impl Tx<'_> {
    /// The object of that UUID.
    pub(crate) fn key(self, id: &str) -> Result<Option<KeyRow>, StoreError> {
        self.row(&format!("{COLUMNS} WHERE key.id = ?1"), [id], from_row)
    }

    /// The objects of that name, in whatever account, those that are not destroyed first.
    pub(crate) fn keys_named(self, name: &str) -> Result<Vec<KeyRow>, StoreError> {
        let sql = format!(
            "{COLUMNS} JOIN key_name ON key_name.key = key.id WHERE key_name.name = ?1
             ORDER BY key_name.live DESC, key.number DESC"
        );
        self.rows(&sql, [name], from_row)
    }

    /// Shows `visit` the objects of the groups one by one, from the newest on.
    pub(crate) fn each_key<E: From<StoreError>>(
        self,
        groups: &[&str],
        mut visit: impl FnMut(KeyRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let marks = vec!["?"; groups.len()].join(", ");
        let sql = format!("{COLUMNS} WHERE key.groups IN ({marks}) ORDER BY key.number DESC");
        let mut statement = self.prepare(&sql).map_err(StoreError::from)?;
        let rows = statement.query(params_from_iter(groups));
        let mut rows = rows.map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            visit(from_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// At most `limit` objects of a group by their UUIDs, beyond the one of the UUID `after`; destroyed
    /// ones when they are asked for.
    pub(crate) fn keys_by_id(
        self,
        group: &str,
        page: &Page<'_>,
    ) -> Result<Vec<KeyRow>, StoreError> {
        let (beyond, order) = if page.descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        let hidden = if page.destroyed {
            ""
        } else {
            "AND state NOT IN (5, 6)"
        };
        let sql = format!(
            "{COLUMNS} WHERE key.groups = ?1 AND (?2 IS NULL OR key.id {beyond} ?2) {hidden}
             ORDER BY key.id {order} LIMIT ?3"
        );
        // The first page by an index as well.
        let first = if page.descending { "~" } else { "" };
        let after = page.after.unwrap_or(first);
        let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
        let sql = sql.replace("(?2 IS NULL OR key.id", "(key.id");
        self.rows(&sql, params![group, after, limit], from_row)
    }

    /// At most `limit` objects of an account by their names, beyond the name `after`.
    pub(crate) fn keys_by_name(
        self,
        account: &str,
        page: &Page<'_>,
    ) -> Result<Vec<KeyRow>, StoreError> {
        let (beyond, order, first) = if page.descending {
            ("<", "DESC", "\u{10ffff}")
        } else {
            (">", "ASC", "")
        };
        let sql = format!(
            "{COLUMNS} JOIN key_name ON key_name.key = key.id
             WHERE key_name.account = ?1 AND key_name.live = 1 AND key_name.name {beyond} ?2
             ORDER BY key_name.name {order} LIMIT ?3"
        );
        let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
        let after = page.after.unwrap_or(first);
        self.rows(&sql, params![account, after, limit], from_row)
    }

    /// How many objects a group has that are not destroyed.
    pub(crate) fn count_keys(self, group: &str) -> Result<i64, StoreError> {
        let count = "SELECT count(*) FROM key WHERE groups = ?1 AND state NOT IN (5, 6)";
        self.value(count, [group])
    }

    pub(crate) fn insert_key(self, key: &KeyRow) -> Result<(), StoreError> {
        let insert =
            "INSERT INTO key (id, groups, object_type, state, enabled, fresh, algorithm, length,
                 usage_mask, subtype, format, sensitive, always_sensitive, extractable,
                 never_extractable, initial, last_change, sealed, creator, imported)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17,
                 ?18, ?19)";
        let material = key.material.as_deref();
        let sealed = material.map(|it| self.keep_sealed(it)).transpose()?;
        let values = params![
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
            key.dates.initial,
            sealed,
            key.creator,
            key.imported
        ];
        self.execute(insert, values)?;
        self.update_key(key, key.dates.initial)
    }

    /// Writes what may change of an object, as changed at `now`. When it is destroyed, its material is
    /// gone and its names are free.
    pub(crate) fn update_key(self, key: &KeyRow, now: i64) -> Result<(), StoreError> {
        let update = "UPDATE key SET state = ?2, enabled = ?3, fresh = ?4, usage_mask = ?5,
                 sensitive = ?6, always_sensitive = ?7, extractable = ?8, never_extractable = ?9,
                 activation = ?10, process_start = ?11, protect_stop = ?12, deactivation = ?13,
                 destroyed = ?14, compromise = ?15, occurrence = ?16, last_change = ?17,
                 reason = ?18, message = ?19, description = ?20, extra_ops = ?21
             WHERE id = ?1";
        let dates = &key.dates;
        let values = params![
            key.id,
            key.state.code(),
            key.enabled,
            key.fresh,
            key.usage_mask.bits(),
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
            key.message,
            key.description,
            key.extra.extra()
        ];
        self.execute(update, values)?;
        if key.is_destroyed() {
            self.forget_material(&key.id)?;
            self.execute("UPDATE key_name SET live = 0 WHERE key = ?1", [&key.id])?;
        }
        Ok(())
    }

    pub(crate) fn delete_key(self, id: &str) -> Result<(), StoreError> {
        self.forget_material(id)?;
        self.execute("DELETE FROM key WHERE id = ?1", [id])
            .map(drop)
    }

    fn forget_material(self, id: &str) -> Result<(), StoreError> {
        let find = "SELECT sealed FROM key WHERE id = ?1 AND sealed IS NOT NULL";
        if let Some(number) = self.row(find, [id], |row| row.get(0))? {
            self.forget_sealed(number)?;
            self.execute("UPDATE key SET sealed = NULL WHERE id = ?1", [id])?;
        }
        Ok(())
    }
}
