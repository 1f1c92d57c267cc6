//! Rotation: a new key in the place of an old one.

use jiff::Timestamp;
use kmip::enums::{RevocationReasonCode, State};

use super::change::may_manage;
use super::detail::Detail;
use super::link::replace;
use super::make::invalid;
use super::reach::{Selector, find};
use super::usable::disable_deactivated;
use crate::model::{KeyManager, KeyManagerError, Scope, random};
use crate::store::{Dates, KeyRow, Protection, Revocation};

impl KeyManager {
    /// Makes a new key like the one that is meant, with its name and all that is noted with it. The old one
    /// is called "... (rotated at ...)" from then on, and is deactivated when that is asked for.
    ///
    /// # Errors
    /// When there is no such key, it cannot be made anew, or it is not allowed.
    pub fn rotate_key(
        &self,
        scope: &Scope,
        selector: &Selector,
        deactivates: bool,
    ) -> Result<Detail, KeyManagerError> {
        let now = self.now();
        self.write(|tx| {
            let mut old = find(tx, scope, selector)?;
            may_manage(scope, &old)?;
            let length = old.length.filter(|_| old.algorithm.is_some());
            let bytes = length.and_then(|bits| usize::try_from(bits / 8).ok());
            let (Some(bytes), false) = (bytes, old.is_destroyed()) else {
                return Err(invalid(
                    "The key cannot be rotated: it is destroyed, or was not generated.",
                ));
            };
            let id = random::uuid(tx)?;
            let material = random::bytes(tx, bytes)?;
            let new = KeyRow {
                state: State::Active,
                enabled: true,
                fresh: true,
                material: Some(self.master_key().seal(&id, &material)?),
                protection: Protection::new(old.protection.sensitive, old.protection.extractable),
                dates: Dates {
                    initial: now,
                    last_change: now,
                    activation: Some(now),
                    ..Dates::default()
                },
                reason: None,
                message: None,
                creator: self.actor().who.kept(),
                imported: false,
                last_used: None,
                id,
                ..old.clone()
            };
            tx.insert_key(&new)?;
            let name = tx.key_names(&old.id)?.into_iter().next();
            tx.move_key_names(&old.id, &new.id)?;
            if let Some(name) = name {
                let at = Timestamp::from_second(now).unwrap_or_default();
                let mut renamed = format!("{} (rotated at {})", name.name, at.strftime("%F %T"));
                // It may be rotated twice in a second.
                while tx.add_key_name(&old, &renamed)?.is_none() {
                    renamed.push('\'');
                }
            }
            tx.copy_attributes(&old.id, &new.id)?;
            replace(tx, &old.id, &new.id)?;
            if deactivates && old.state_at(now) == State::Active {
                let why = Revocation::of(RevocationReasonCode::Superseded);
                old.revoke(now, why)
                    .map_err(|_| invalid("The old key cannot be deactivated."))?;
                disable_deactivated(tx, &mut old)?;
                self.note_key(tx, "deactivate key", &old)?;
            }
            tx.update_key(&old, now)?;
            self.note_key(tx, "rotate key", &new)?;
            Ok(Detail::of(tx, new, &scope.account.id, now)?)
        })
    }
}
