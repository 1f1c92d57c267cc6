//! Changing keys within what somebody sees: their state, and what is noted with them.

use std::collections::BTreeMap;

use kmip::enums::{RevocationReasonCode, State};

use super::detail::{CUSTOM, Detail};
use super::life::Forbidden;
use super::make::{check_metadata, check_name, invalid, put_metadata};
use super::reach::{Selector, find};
use super::usable::disable_deactivated;
use crate::model::{Cure, KeyManager, KeyManagerError, KeyOps, Permissions, Scope};
use crate::store::{KeyRow, Revocation, Tx};

/// What is changed of a key; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
    /// What it may be used for: some of what it was made for.
    pub ops: Option<KeyOps>,
    /// All that is noted with it.
    pub metadata: Option<BTreeMap<String, String>>,
    /// When it becomes Deactivated.
    pub deactivation: Option<i64>,
}

impl KeyManager {
    /// Changes what is noted with a key.
    ///
    /// # Errors
    /// When there is no such key, or it is not allowed.
    pub fn update_key(
        &self,
        scope: &Scope,
        selector: &Selector,
        change: Change,
    ) -> Result<Detail, KeyManagerError> {
        self.change_in(scope, selector, "update key", |tx, key, now| {
            change.apply(tx, key, now)
        })
    }

    /// Makes a Pre-Active key Active.
    ///
    /// # Errors
    /// When there is no such key, it is not Pre-Active, or it is not allowed.
    pub fn activate_key(
        &self,
        scope: &Scope,
        selector: &Selector,
    ) -> Result<Detail, KeyManagerError> {
        self.change_in(scope, selector, "activate key", |_, key, now| {
            key.activate(now).map_err(|forbidden| {
                refuse(
                    forbidden,
                    Cure::None("Only a Pre-Active key can be activated."),
                )
            })
        })
    }

    /// Deactivates a key, or marks it as compromised, as the reason says.
    ///
    /// # Errors
    /// When there is no such key, its state does not allow it, or it is not allowed.
    pub fn revoke_key(
        &self,
        scope: &Scope,
        selector: &Selector,
        reason: RevocationReasonCode,
        message: Option<String>,
        occurrence: Option<i64>,
    ) -> Result<Detail, KeyManagerError> {
        let why = Revocation {
            reason,
            message,
            occurrence,
        };
        let action = if why.is_compromise() {
            "compromise key"
        } else {
            "deactivate key"
        };
        self.change_in(scope, selector, action, |tx, key, now| {
            if key.state_at(now) == State::PreActive && !why.is_compromise() {
                // As DSM does, which has no arrow from it in KMIP.
                key.state = State::Active;
            }
            key.revoke(now, why).map_err(|forbidden| {
                refuse(
                    forbidden,
                    Cure::None("Only an Active key can be deactivated."),
                )
            })?;
            Ok(disable_deactivated(tx, key)?)
        })
    }

    /// Destroys the value of a key that is not Active.
    ///
    /// # Errors
    /// When there is no such key, it is Active or destroyed, or it is not allowed.
    pub fn destroy_key_in(
        &self,
        scope: &Scope,
        selector: &Selector,
    ) -> Result<Detail, KeyManagerError> {
        self.change_in(scope, selector, "destroy key", |_, key, now| {
            key.destroy(now).map_err(|forbidden| {
                refuse(
                    forbidden,
                    Cure::None("Deactivate it first; what is destroyed is gone."),
                )
            })
        })
    }

    /// Deletes a key, in whatever state, with all that is known of it.
    ///
    /// # Errors
    /// When there is no such key, or it is not allowed.
    pub fn delete_key_in(&self, scope: &Scope, selector: &Selector) -> Result<(), KeyManagerError> {
        self.write(|tx| {
            let key = find(tx, scope, selector)?;
            may_manage(scope, &key)?;
            tx.delete_key(&key.id)?;
            Ok(self.note_key(tx, "delete key", &key)?)
        })
    }

    pub(super) fn change_in(
        &self,
        scope: &Scope,
        selector: &Selector,
        action: &str,
        change: impl FnOnce(Tx<'_>, &mut KeyRow, i64) -> Result<(), KeyManagerError>,
    ) -> Result<Detail, KeyManagerError> {
        let now = self.now();
        self.write(|tx| {
            let mut key = find(tx, scope, selector)?;
            may_manage(scope, &key)?;
            change(tx, &mut key, now)?;
            tx.update_key(&key, now)?;
            self.note_key(tx, action, &key)?;
            Ok(Detail::of(tx, key, &scope.account.id, now)?)
        })
    }
}

/// Checks that the key may be changed by who sees it: an app by an app only when the key is for that.
pub(super) fn may_manage(scope: &Scope, key: &KeyRow) -> Result<(), KeyManagerError> {
    scope.require(Permissions::MANAGE, &key.group_id)?;
    if scope.is_app && !key.extra.contains(KeyOps::APP_MANAGEABLE) {
        return Err(KeyManagerError::Denied(
            "The key lacks the operation APPMANAGEABLE: only a user may change it.",
        ));
    }
    Ok(())
}

fn refuse(Forbidden(state): Forbidden, cure: Cure) -> KeyManagerError {
    KeyManagerError::State { state, cure }
}

impl Change {
    fn apply(self, tx: Tx<'_>, key: &mut KeyRow, now: i64) -> Result<(), KeyManagerError> {
        if let Some(name) = &self.name {
            check_name(name)?;
            let index = tx.key_names(&key.id)?.first().map(|name| name.index);
            let is_free = match index {
                Some(index) => tx.rename_key(key, index, name)?,
                None => tx.add_key_name(key, name)?.is_some(),
            };
            if !is_free {
                return Err(KeyManagerError::Exists("sobject"));
            }
        }
        if let Some(enabled) = self.enabled {
            let state = key.state_at(now);
            let is_closed = state == State::Deactivated && !tx.keeps_enabled(&key.group_id)?;
            if enabled && (key.is_destroyed() || is_closed) {
                let cure = Cure::None("It cannot be enabled; a state is final.");
                return Err(KeyManagerError::State { state, cure });
            }
            key.enabled = enabled;
        }
        if let Some(ops) = self.ops {
            if !key.ops().contains(ops) {
                return Err(invalid(
                    "What a key was not made for cannot be allowed later.",
                ));
            }
            key.usage_mask = ops.mask();
            key.extra = ops;
            if !ops.contains(KeyOps::EXPORT) {
                key.protection.extractable = false;
            }
        }
        if let Some(date) = self.deactivation {
            key.dates.deactivation = Some(date);
            if !key.dates.are_in_order() || key.state_at(now) == State::Deactivated {
                return Err(invalid("deactivation_date must be in the future."));
            }
        }
        key.description = self.description.or(key.description.take());
        if let Some(metadata) = &self.metadata {
            check_metadata(metadata)?;
            for attribute in tx.attributes(&key.id)? {
                if attribute.name.starts_with(CUSTOM) {
                    tx.delete_attribute(&key.id, &attribute.name, attribute.index.unwrap_or(0))?;
                }
            }
            put_metadata(tx, &key.id, metadata)?;
        }
        Ok(())
    }
}
