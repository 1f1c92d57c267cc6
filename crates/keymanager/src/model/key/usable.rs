//! Deactivation disables a key as well, unless its account says otherwise; what happens to a key is in the log.

use kmip::enums::State;

use crate::model::KeyManager;
use crate::model::audit::About;
use crate::store::{KeyRow, StoreError, Tx};

/// Whether the key may be used and handed out: it is enabled, also when its deactivation date has come.
pub(crate) fn is_usable(tx: Tx<'_>, key: &KeyRow, now: i64) -> Result<bool, StoreError> {
    if !key.enabled || key.state_at(now) != State::Deactivated {
        return Ok(key.enabled);
    }
    tx.keeps_enabled(&key.group_id)
}

/// Disables a key that was just deactivated.
pub(crate) fn disable_deactivated(tx: Tx<'_>, key: &mut KeyRow) -> Result<(), StoreError> {
    if key.state == State::Deactivated && !tx.keeps_enabled(&key.group_id)? {
        key.enabled = false;
    }
    Ok(())
}

impl KeyManager {
    /// Writes down that a key was changed.
    pub(crate) fn note_key(
        &self,
        tx: Tx<'_>,
        action: &str,
        key: &KeyRow,
    ) -> Result<(), StoreError> {
        let account = tx.account_of_group(&key.group_id)?;
        let about = About {
            account: account.as_deref(),
            object: Some(&key.id),
            group: Some(&key.group_id),
        };
        self.note(tx, action, about, format!("{action} {}", key.id))
    }
}
