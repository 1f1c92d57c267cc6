//! What the operator does with keys, at the console of the key manager.

use pure_kmip::enums::{
    CryptographicAlgorithm, ObjectType, RevocationReasonCode, State, UsageMask,
};
use rusqlite::Connection;

use super::{
    Dates, Forbidden, Key, KeyRow, Protection, Revocation, add_name, each_of, insert, named,
    names_of, row_of, update,
};
use crate::error::KeyManagerError;
use crate::model::Group;
use crate::name::Name;
use crate::{KeyManager, seed};

const NOUN: &str = "key";

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
        self.read(|db| {
            let mut keys = Vec::new();
            each_of(db, &groups, |row| {
                keys.push(listed(db, row, now)?);
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
        self.read(|db| listed(db, find(db, name)?, now))
    }

    /// Makes an Active AES-256 key of that name in the group; one that is not `exportable` is never
    /// handed out.
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
        self.write(|db| {
            let id = seed::uuid(db)?;
            let material = seed::material(db, 32)?;
            let key = KeyRow {
                object_type: ObjectType::SymmetricKey,
                group_id: group.id.clone(),
                state: State::Active,
                enabled: true,
                fresh: true,
                algorithm: Some(CryptographicAlgorithm::Aes),
                length: Some(256),
                usage_mask: UsageMask::ENCRYPT | UsageMask::DECRYPT,
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
                id,
            };
            insert(db, &key)?;
            if add_name(db, &key, name.as_str())?.is_none() {
                return Err(KeyManagerError::Exists(NOUN));
            }
            listed(db, key, now)
        })
    }

    /// Deactivates an Active key, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is not Active.
    pub fn deactivate_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, now| {
            let state = key.state_at(now);
            if state != State::Active {
                let cure = "Only an Active key can be deactivated.";
                return Err(KeyManagerError::State { state, cure });
            }
            let why = Revocation::of(RevocationReasonCode::CessationOfOperation);
            key.revoke(now, why)
                .map_err(|forbidden| refuse(forbidden, ""))
        })
    }

    /// Marks a key as compromised, for good.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn compromise_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, now| {
            let why = Revocation::of(RevocationReasonCode::KeyCompromise);
            key.revoke(now, why)
                .map_err(|forbidden| refuse(forbidden, ""))
        })
    }

    /// Keeps a key from being handed out until it is enabled again.
    ///
    /// # Errors
    /// When there is no such key, or it is destroyed.
    pub fn disable_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, now| {
            let state = key.state_at(now);
            if key.is_destroyed() {
                let cure = "There is nothing to disable.";
                return Err(KeyManagerError::State { state, cure });
            }
            key.enabled = false;
            Ok(())
        })
    }

    /// Lets a disabled key be handed out again.
    ///
    /// # Errors
    /// When there is no such key, or it is not disabled and not Active either: no state of a key can be
    /// taken back.
    pub fn enable_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, now| {
            let state = key.state_at(now);
            if key.is_destroyed() || key.enabled && state != State::Active {
                let cure = "Only what was disabled can be enabled; a state is final.";
                return Err(KeyManagerError::State { state, cure });
            }
            key.enabled = true;
            Ok(())
        })
    }

    /// Destroys the material of a key that is not Active, for good.
    ///
    /// # Errors
    /// When there is no such key, or it is Active or destroyed already.
    pub fn destroy_key(&self, name: &str) -> Result<Key, KeyManagerError> {
        self.change_key(name, |key, now| {
            key.destroy(now).map_err(|forbidden| {
                let cure = match forbidden {
                    Forbidden(State::Active) => {
                        "Deactivate it first with puresim keymanager key deactivate."
                    }
                    _ => "Its material is gone already.",
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
        self.write(|db| {
            let key = find(db, name)?;
            if !key.is_destroyed() {
                let cure = "Destroy it first with puresim keymanager key destroy.";
                return Err(refuse(Forbidden(key.state_at(now)), cure));
            }
            db.execute("DELETE FROM key WHERE id = ?1", [&key.id])?;
            Ok(())
        })
    }

    fn change_key(
        &self,
        name: &str,
        change: impl FnOnce(&mut KeyRow, i64) -> Result<(), KeyManagerError>,
    ) -> Result<Key, KeyManagerError> {
        let now = self.now();
        self.write(|db| {
            let mut key = find(db, name)?;
            change(&mut key, now)?;
            update(db, &key, now)?;
            listed(db, key, now)
        })
    }
}

fn refuse(Forbidden(state): Forbidden, cure: &'static str) -> KeyManagerError {
    KeyManagerError::State { state, cure }
}

fn find(db: &Connection, name: &str) -> Result<KeyRow, KeyManagerError> {
    if let Some(key) = row_of(db, name)? {
        return Ok(key);
    }
    let mut found = named(db, name)?;
    if found.iter().any(|key| !key.is_destroyed()) {
        found.retain(|key| !key.is_destroyed());
    }
    match (found.pop(), found.is_empty()) {
        (Some(key), true) => Ok(key),
        (Some(_), false) => Err(KeyManagerError::Ambiguous(NOUN)),
        (None, _) => Err(KeyManagerError::Missing(NOUN)),
    }
}

fn listed(db: &Connection, row: KeyRow, now: i64) -> Result<Key, KeyManagerError> {
    let group = db
        .prepare_cached("SELECT name FROM groups WHERE id = ?1")?
        .query_row([&row.group_id], |group| group.get(0))?;
    let name = names_of(db, &row.id)?.into_iter().next();
    Ok(Key {
        state: row.state_at(now),
        name: name.map(|name| name.name),
        group,
        row,
    })
}
