//! The attributes of an object: those that follow from its row, its names, and all others.

use pure_kmip::Attribute;
use pure_kmip::enums::{CryptographicAlgorithm, RevocationReasonCode, State};
use pure_kmip::ttlv::{Item, Limits, Tag, Value, decode, encode};
use pure_kmip::version::ProtocolVersion;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::KeyManagerError;
use crate::model::{KeyRow, names_of};

/// All attributes of `key` that `version` knows (KMIP 1.4, section 3).
pub(crate) fn all(
    db: &Connection,
    key: &KeyRow,
    now: i64,
    version: ProtocolVersion,
) -> Result<Vec<Attribute>, KeyManagerError> {
    let mut attributes = vec![Attribute::unique_identifier(&key.id)];
    for (index, name) in names_of(db, &key.id)?.iter().enumerate() {
        attributes.push(indexed(Attribute::object_name(name), index));
    }
    attributes.push(Attribute::object_type(key.object_type));
    attributes.extend(key.algorithm.map(Attribute::algorithm));
    attributes.extend(key.length.map(Attribute::length));
    attributes.push(Attribute::usage_mask(key.usage_mask));
    attributes.push(Attribute::state(key.state_at(now)));
    let dates = &key.dates;
    for (tag, date) in [
        (Tag::INITIAL_DATE, Some(dates.initial)),
        (Tag::ACTIVATION_DATE, dates.activation),
        (Tag::PROCESS_START_DATE, dates.process_start),
        (Tag::PROTECT_STOP_DATE, dates.protect_stop),
        (Tag::DEACTIVATION_DATE, dates.deactivation),
        (Tag::DESTROY_DATE, dates.destroyed),
        (Tag::COMPROMISE_OCCURRENCE_DATE, dates.occurrence),
        (Tag::COMPROMISE_DATE, dates.compromise),
        (Tag::LAST_CHANGE_DATE, Some(dates.last_change)),
    ] {
        attributes.extend(date.map(|seconds| Attribute::date(tag, seconds)));
    }
    if let Some(reason) = key.reason {
        attributes.push(revocation_reason(reason, key.message.as_deref()));
    }
    let fresh = version >= ProtocolVersion::V1_1;
    if fresh {
        let never_got = key.material.is_some() && key.state == State::PreActive;
        attributes.push(Attribute::new("Fresh", Value::Boolean(never_got)));
    }
    if version >= ProtocolVersion::V1_2 {
        attributes.push(Attribute::date(Tag::ORIGINAL_CREATION_DATE, dates.initial));
    }
    if version >= ProtocolVersion::V1_4 {
        for (tag, value) in [
            (Tag::SENSITIVE, false),
            (Tag::ALWAYS_SENSITIVE, false),
            (Tag::EXTRACTABLE, true),
            (Tag::NEVER_EXTRACTABLE, false),
        ] {
            attributes.push(Attribute::new(tag.to_string(), Value::Boolean(value)));
        }
    }
    attributes.extend(others(db, &key.id)?);
    Ok(attributes)
}

fn indexed(attribute: Attribute, index: usize) -> Attribute {
    Attribute {
        index: i32::try_from(index).ok(),
        ..attribute
    }
}

fn revocation_reason(reason: RevocationReasonCode, message: Option<&str>) -> Attribute {
    let mut fields = vec![Item::enumeration(
        Tag::REVOCATION_REASON_CODE,
        reason.code(),
    )];
    fields.extend(message.map(|text| Item::text(Tag::REVOCATION_MESSAGE, text)));
    Attribute::new("Revocation Reason", Value::Structure(fields))
}

/// The attributes that clients have set and that mean nothing to the key manager.
fn others(db: &Connection, id: &str) -> Result<Vec<Attribute>, KeyManagerError> {
    let find = "SELECT name, position, value FROM key_attribute WHERE key = ?1
        ORDER BY name, position";
    let mut statement = db.prepare_cached(find)?;
    let rows = statement.query_map([id], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, i32>(1)?,
            row.get::<_, Vec<u8>>(2)?,
        ))
    })?;
    let mut attributes = Vec::new();
    for row in rows {
        let (name, position, bytes) = row?;
        let item = decode(&bytes, &Limits::default()).map_err(|_| KeyManagerError::MasterKey)?;
        attributes.push(Attribute {
            name,
            index: Some(position),
            value: item.value,
        });
    }
    Ok(attributes)
}

/// Gives an object a further name; false when the account has an object of that name.
pub(crate) fn add_name(db: &Connection, key: &KeyRow, name: &str) -> Result<bool, KeyManagerError> {
    let added = db
        .prepare_cached(
            "INSERT INTO key_name (account, name, key, position)
             SELECT account, ?2, ?1,
                 (SELECT coalesce(max(position) + 1, 0) FROM key_name WHERE key = ?1)
             FROM groups WHERE id = ?3
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![key.id, name, key.group_id])?;
    Ok(added == 1)
}

/// The object of that name in the account of `group`.
pub(crate) fn named(
    db: &Connection,
    group: &str,
    name: &str,
) -> Result<Option<String>, KeyManagerError> {
    let find = "SELECT key FROM key_name WHERE name = ?2
        AND account = (SELECT account FROM groups WHERE id = ?1)";
    Ok(db
        .prepare_cached(find)?
        .query_row([group, name], |row| row.get(0))
        .optional()?)
}

/// Adds an attribute that means nothing to the key manager.
pub(crate) fn add_other(
    db: &Connection,
    id: &str,
    attribute: &Attribute,
) -> Result<i32, KeyManagerError> {
    let next = "SELECT coalesce(max(position) + 1, 0) FROM key_attribute
        WHERE key = ?1 AND name = ?2";
    let position: i32 = db
        .prepare_cached(next)?
        .query_row([id, &attribute.name], |row| row.get(0))?;
    write_other(db, id, attribute, position)?;
    Ok(position)
}

/// Writes the attribute of that name and position.
pub(crate) fn write_other(
    db: &Connection,
    id: &str,
    attribute: &Attribute,
    position: i32,
) -> Result<(), KeyManagerError> {
    let value = encode(&Item::new(Tag::ATTRIBUTE_VALUE, attribute.value.clone()));
    db.prepare_cached(
        "INSERT OR REPLACE INTO key_attribute (key, name, position, value) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id, attribute.name, position, value.as_slice()])?;
    Ok(())
}

/// Removes the attribute of that name and position; false when there is none.
pub(crate) fn delete_other(
    db: &Connection,
    id: &str,
    name: &str,
    position: i32,
) -> Result<bool, KeyManagerError> {
    let delete = "DELETE FROM key_attribute WHERE key = ?1 AND name = ?2 AND position = ?3";
    Ok(db.execute(delete, params![id, name, position])? == 1)
}

/// The length in bits that the server makes a key of, when it knows the algorithm.
pub(crate) fn key_length(algorithm: CryptographicAlgorithm, bits: i32) -> Option<usize> {
    let known = match algorithm {
        CryptographicAlgorithm::Aes => matches!(bits, 128 | 192 | 256),
        CryptographicAlgorithm::HmacSha1
        | CryptographicAlgorithm::HmacSha256
        | CryptographicAlgorithm::HmacSha384
        | CryptographicAlgorithm::HmacSha512 => (80..=4096).contains(&bits) && bits % 8 == 0,
        _ => false,
    };
    known.then(|| usize::try_from(bits / 8).unwrap_or_default())
}
