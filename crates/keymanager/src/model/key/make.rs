//! Making keys, and taking those in that were made elsewhere.

use std::collections::BTreeMap;

use kmip::enums::{CryptographicAlgorithm, ObjectType, SecretDataType, State};
use kmip::ttlv::Value;
use zeroize::Zeroizing;

use super::detail::{CUSTOM, Detail, Kind};
use crate::model::{KeyManager, KeyManagerError, KeyOps, Permissions, Scope, random};
use crate::store::{Dates, KeyRow, Protection, Tx};

/// The longest value that is taken in, in bytes.
const LONGEST: usize = 64 * 1024;
/// The longest name, in characters, as in DSM.
const LONGEST_NAME: usize = 4096;
/// How many entries, and bytes of a name or a value, custom metadata may have.
const MOST_METADATA: usize = 100;
const LONGEST_METADATA: usize = 2048;

/// A key to be made.
#[derive(Debug)]
pub struct NewKey {
    /// Its name, unique in the account.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its length in bits; that of the value when it is given.
    pub size: Option<i32>,
    /// The UUID of its group; the first one of the scope without.
    pub group: Option<String>,
    /// What it may be used for; the usual without.
    pub ops: Option<KeyOps>,
    /// Its value, when it was made elsewhere.
    pub value: Option<Zeroizing<Vec<u8>>>,
    /// What it is for.
    pub description: Option<String>,
    /// What is noted with it.
    pub metadata: BTreeMap<String, String>,
    /// Whether it is not Active yet.
    pub is_pre_active: bool,
    /// When it becomes Active.
    pub activation: Option<i64>,
    /// When it becomes Deactivated.
    pub deactivation: Option<i64>,
    /// Whether it may be used.
    pub enabled: bool,
}

pub(super) fn invalid(text: &str) -> KeyManagerError {
    KeyManagerError::Invalid(text.to_owned())
}

/// Checks a name as DSM does.
pub(super) fn check_name(name: &str) -> Result<(), KeyManagerError> {
    let valid = !name.trim().is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    valid.then_some(()).ok_or_else(|| {
        invalid("The name of a key must be 1 to 4096 characters, not all blank, without control characters.")
    })
}

impl KeyManager {
    /// Makes a key, or takes one in.
    ///
    /// # Errors
    /// When the account has a key of that name, something does not fit, or it is not allowed.
    pub fn make_key(&self, scope: &Scope, new: NewKey) -> Result<Detail, KeyManagerError> {
        check_name(&new.name)?;
        check_metadata(&new.metadata)?;
        let now = self.now();
        self.write(|tx| {
            let group = match &new.group {
                Some(group) if scope.sees(group) => group.clone(),
                Some(_) => return Err(KeyManagerError::Missing("group")),
                None => {
                    let first = scope.groups.first().ok_or(KeyManagerError::None("group"))?;
                    first.id.clone()
                }
            };
            scope.require(Permissions::MANAGE, &group)?;
            let mut row = self.row_of(tx, &new, group, now)?;
            row.creator = self.actor().who.kept();
            tx.insert_key(&row)?;
            if tx.add_key_name(&row, &new.name)?.is_none() {
                return Err(KeyManagerError::Exists("sobject"));
            }
            put_metadata(tx, &row.id, &new.metadata)?;
            let action = if row.imported {
                "import key"
            } else {
                "create key"
            };
            self.note_key(tx, action, &row)?;
            Ok(Detail::of(tx, row, &scope.account.id, now)?)
        })
    }

    fn row_of(
        &self,
        tx: Tx<'_>,
        new: &NewKey,
        group: String,
        now: i64,
    ) -> Result<KeyRow, KeyManagerError> {
        let ops = new.ops.unwrap_or_else(|| new.kind.usual_ops());
        let id = random::uuid(tx)?;
        let bits = bits(new)?;
        let material = match &new.value {
            Some(value) => value.clone(),
            None => random::bytes(tx, usize::try_from(bits / 8).unwrap_or_default())?,
        };
        let is_later = new.activation.is_some_and(|date| date > now);
        let is_active = !new.is_pre_active && !is_later;
        let dates = Dates {
            initial: now,
            last_change: now,
            activation: new.activation.or(is_active.then_some(now)),
            deactivation: new.deactivation,
            ..Dates::default()
        };
        if !dates.are_in_order() {
            return Err(invalid("The dates of the key are not in order."));
        }
        let (object_type, algorithm, subtype) = match new.kind {
            Kind::Aes => (
                ObjectType::SymmetricKey,
                Some(CryptographicAlgorithm::Aes),
                None,
            ),
            Kind::Des3 => {
                let algorithm = CryptographicAlgorithm::TripleDes;
                (ObjectType::SymmetricKey, Some(algorithm), None)
            }
            Kind::Hmac => {
                let algorithm = CryptographicAlgorithm::HmacSha256;
                (ObjectType::SymmetricKey, Some(algorithm), None)
            }
            Kind::Secret => {
                let subtype = SecretDataType::Password.code();
                (ObjectType::SecretData, None, Some(subtype))
            }
            _ => (ObjectType::OpaqueData, None, Some(0x8000_0000)),
        };
        Ok(KeyRow {
            object_type,
            group_id: group,
            state: if is_active {
                State::Active
            } else {
                State::PreActive
            },
            enabled: new.enabled,
            fresh: true,
            algorithm,
            length: Some(bits),
            usage_mask: ops.mask(),
            subtype,
            format: None,
            material: Some(self.master_key().seal(&id, &material)?),
            protection: Protection::new(false, ops.contains(KeyOps::EXPORT)),
            dates,
            reason: None,
            message: None,
            description: new.description.clone(),
            creator: String::new(),
            imported: new.value.is_some(),
            extra: ops,
            last_used: None,
            id,
        })
    }
}

/// The length of the key, which has to be one that its kind has.
fn bits(new: &NewKey) -> Result<i32, KeyManagerError> {
    let given = new.value.as_ref().map(|value| value.len());
    if given.is_some_and(|length| length == 0 || length > LONGEST) {
        return Err(invalid("The value of a key must be 1 byte to 64 KiB."));
    }
    let given = given.and_then(|length| i32::try_from(length * 8).ok());
    let size = given.or(new.size);
    if let (Some(given), Some(size)) = (given, new.size)
        && given != size
        && !(new.kind == Kind::Des3 && given == size / 7 * 8)
    {
        return Err(invalid("key_size is not the length of value."));
    }
    match (new.kind, size) {
        (Kind::Aes, Some(size @ (128 | 192 | 256))) => Ok(size),
        (Kind::Aes, _) => Err(invalid("key_size of an AES key must be 128, 192 or 256.")),
        (Kind::Des3, Some(112 | 128)) => Ok(128),
        (Kind::Des3, Some(168 | 192)) => Ok(192),
        (Kind::Des3, _) => Err(invalid("key_size of a DES3 key must be 112 or 168.")),
        (Kind::Hmac, Some(size)) if (112..=8192).contains(&size) && size % 8 == 0 => Ok(size),
        (Kind::Hmac, _) => Err(invalid(
            "key_size of an HMAC key must be 112 to 8192, by 8.",
        )),
        (Kind::Secret | Kind::Opaque, Some(size)) if given.is_some() => Ok(size),
        (Kind::Secret | Kind::Opaque, _) => Err(invalid(
            "Secrets and opaque objects are imported, not generated.",
        )),
        _ => Err(invalid("Objects of this obj_type are not supported.")),
    }
}

pub(super) fn check_metadata(metadata: &BTreeMap<String, String>) -> Result<(), KeyManagerError> {
    let fits = |text: &String| text.len() <= LONGEST_METADATA;
    let all = metadata
        .iter()
        .all(|(name, value)| !name.is_empty() && fits(name) && fits(value));
    if metadata.len() <= MOST_METADATA && all {
        return Ok(());
    }
    Err(invalid(
        "custom_metadata may have 100 entries, with names and values of up to 2048 bytes.",
    ))
}

/// Notes custom metadata with an object.
pub(super) fn put_metadata(
    tx: Tx<'_>,
    key: &str,
    metadata: &BTreeMap<String, String>,
) -> Result<(), KeyManagerError> {
    for (name, value) in metadata {
        tx.add_attribute(
            key,
            &format!("{CUSTOM}{name}"),
            &Value::TextString(value.clone()),
        )?;
    }
    Ok(())
}
