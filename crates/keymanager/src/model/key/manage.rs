//! What the operator does with keys, at the console of the key manager.

use kmip::enums::{CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask};

use super::life::Forbidden;
use super::usable::{disable_deactivated, is_usable};
use crate::model::{Cure, KeyManager, KeyManagerError, Name, random};
use crate::store::{Dates, Group, KeyOps, KeyRow, Protection, Revocation, Tx};

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
    /// Its state now.
    pub state: State,
}

impl Key {
    /// Whether its value is given to clients.
    pub fn is_exportable(&self) -> bool {
        self.row.protection.extractable
    }
}

impl KeyManager {
    /// The keys of a group, or all, from the oldest on.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn keys(&self, group: Option<&Group>) -> Result<Vec<Key>, KeyManagerError> {
        let now = self.now();
        let groups = match group {
            Some(group) => vec![group.clone()],
            None => self.groups()?,
        };
        let groups: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
        self.read(|tx| {
            let mut keys = Vec::new();
            tx.each_key(&groups, |row| {
                keys.push(listed(tx, row, now)?);
                Ok::<(), KeyManagerError>(())
            })?;
            keys.reverse();
            Ok(keys)
        })
    }

    /// The key of that name or UUID. When a destroyed key has the name too, the other one is meant.
    ///
    /// # Errors
    /// When there is none, or several in several accounts.
    pub fn key(&self, name: &str) -> Result<Key, KeyManagerError> {
        let now = self.now();
        self.read(|tx| listed(tx, find(tx, name)?, now))
    }

    /// Makes an Active AES-256 key of that name in the group; one that is not `exportable` cannot be
    /// retrieved.
    ///
    /// # Errors
    /// When the account has a key of that name.
    pub fn create_key(
        &self,
        group: &Group,
        name: &Name,
        exportable: bool,
    ) -> Result<Key, KeyManagerError> {
        let now = self.now();
        self.write(|tx| {
            let id = random::uuid(tx)?;
            let material = random::bytes(tx, 32)?;
            let export = if exportable {
                UsageMask::EXPORT
            } else {
                UsageMask::default()
            };
            let key = KeyRow {
                object_type: ObjectType::SymmetricKey,
                group_id: group.id.clone(),
                state: State::Active,
                enabled: true,
                fresh: true,
                algorithm: Some(CryptographicAlgorithm::Aes),
                length: Some(256),
                usage_mask: UsageMask::ENCRYPT | UsageMask::DECRYPT | export,
                subtype: None,
                format: None,
                material: Some(self.master_key().seal(&id, &material)?),
                protection: Protection::new(false, exportable),
                dates: Dates {
                    initial: now,
                    activation: Some(now),
                    ..Dates::default()
                },
                reason: None,
                message: None,
                description: None,
                creator: self.actor().who.kept(),
                imported: false,
                extra: KeyOps::APP_MANAGEABLE,
                last_used: None,
                id,
            };
            tx.insert_key(&key)?;
            if tx.add_key_name(&key, name.as_str())?.is_none() {
                return Err(KeyManagerError::Exists(NOUN));
            }
            self.note_key(tx, "create key", &key)?;
            listed(tx, key, now)
        })
    }

    /// Deactivates an Active key, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is not Active.
    pub fn deactivate_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_listed(name, "deactivate key", |tx, key, now| {
            let state = key.state_at(now);
            if state != State::Active {
                let cure = Cure::None("Only an Active key can be deactivated.");
                return Err(KeyManagerError::State { state, cure });
            }
            let why = Revocation::of(RevocationReasonCode::CessationOfOperation);
            key.revoke(now, why)
                .map_err(|forbidden| refuse(forbidden, Cure::None("")))?;
            Ok(disable_deactivated(tx, key)?)
        })
    }

    /// Marks a key as compromised, for good.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn compromise_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_listed(name, "compromise key", |_, key, now| {
            let why = Revocation::of(RevocationReasonCode::KeyCompromise);
            key.revoke(now, why)
                .map_err(|forbidden| refuse(forbidden, Cure::None("")))
        })
    }

    /// Keeps clients from retrieving a key until it is enabled again.
    ///
    /// # Errors
    /// When there is no such key, or it is destroyed.
    pub fn disable_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_listed(name, "disable key", |_, key, now| {
            let state = key.state_at(now);
            if key.is_destroyed() {
                let cure = Cure::None("There is nothing to disable.");
                return Err(KeyManagerError::State { state, cure });
            }
            key.enabled = false;
            Ok(())
        })
    }

    /// Lets clients retrieve a disabled key again.
    ///
    /// # Errors
    /// When there is no such key, or it is not disabled and not Active either: no state of a key can be
    /// taken back.
    pub fn enable_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_listed(name, "enable key", |tx, key, now| {
            let state = key.state_at(now);
            let is_final = match state {
                State::Active | State::PreActive => false,
                State::Deactivated => !tx.keeps_enabled(&key.group_id)? || key.enabled,
                _ => key.enabled,
            };
            if key.is_destroyed() || is_final || key.enabled && state != State::Active {
                let cure = Cure::None("Only what was disabled can be enabled; a state is final.");
                return Err(KeyManagerError::State { state, cure });
            }
            key.enabled = true;
            Ok(())
        })
    }

    /// Destroys the material of a key that is not Active, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is Active or already destroyed.
    pub fn destroy_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_listed(name, "destroy key", |_, key, now| {
            key.destroy(now).map_err(|forbidden| {
                let cure = match forbidden {
                    Forbidden(State::Active) => Cure::Deactivate,
                    _ => Cure::None("Its material is already gone."),
                };
                refuse(forbidden, cure)
            })
        })
    }

    /// Removes a destroyed key with everything that is known of it.
    ///
    /// # Errors
    /// When there is no such key, or it is not destroyed.
    pub fn delete_key(&self, name: &str) -> Result<(), KeyManagerError> {
        let now = self.now();
        self.write(|tx| {
            let key = find(tx, name)?;
            if !key.is_destroyed() {
                let cure = Cure::Destroy;
                return Err(refuse(Forbidden(key.state_at(now)), cure));
            }
            tx.delete_key(&key.id)?;
            Ok(self.note_key(tx, "delete key", &key)?)
        })
    }

    fn change_listed(
        &self,
        name: &str,
        action: &str,
        change: impl FnOnce(Tx<'_>, &mut KeyRow, i64) -> Result<(), KeyManagerError>,
    ) -> Result<Key, KeyManagerError> {
        let now = self.now();
        self.write(|tx| {
            let mut key = find(tx, name)?;
            change(tx, &mut key, now)?;
            tx.update_key(&key, now)?;
            self.note_key(tx, action, &key)?;
            listed(tx, key, now)
        })
    }
}

fn refuse(Forbidden(state): Forbidden, cure: Cure) -> KeyManagerError {
    KeyManagerError::State { state, cure }
}

fn find(tx: Tx<'_>, name: &str) -> Result<KeyRow, KeyManagerError> {
    if let Some(key) = tx.key(name)? {
        return Ok(key);
    }
    let mut found = tx.keys_named(name)?;
    if found.iter().any(|key| !key.is_destroyed()) {
        found.retain(|key| !key.is_destroyed());
    }
    match (found.pop(), found.is_empty()) {
        (Some(key), true) => Ok(key),
        (Some(_), false) => Err(KeyManagerError::Ambiguous(NOUN)),
        (None, _) => Err(KeyManagerError::Missing(NOUN)),
    }
}

fn listed(tx: Tx<'_>, mut row: KeyRow, now: i64) -> Result<Key, KeyManagerError> {
    row.enabled = is_usable(tx, &row, now)?;
    let group = tx.group_name(&row.group_id)?;
    let name = tx.key_names(&row.id)?.into_iter().next();
    Ok(Key {
        state: row.state_at(now),
        name: name.map(|name| name.name),
        group,
        row,
    })
}
