//! What becomes of the key of the token that is replaced or disabled, and of the exports that need it.

use super::OperationError;
use crate::ground::{Array, Notice, Tx};
use crate::noun::export;
use crate::noun::log::{self, Event};
use crate::noun::token::{self, Kind, Token};

/// What is to become of the key that the token no longer uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldKey {
    /// It is destroyed: what was exported with it does not open any more.
    #[default]
    Destroy,
    /// It stays as it is, on the key manager or the card.
    Keep,
}

impl OldKey {
    /// Says which exports of the array are of no use once the key of `old` is.
    pub(super) fn announce(self, array: &Array, old: &Token) -> Result<(), OperationError> {
        let is_kept = self == Self::Keep || is_of_a_copy(array, old);
        let exports = array
            .store()
            .read(|db| export::needing(db, &old.key_name))?;
        if !is_kept && !exports.is_empty() {
            let exports = exports.iter().map(ToString::to_string).collect();
            array.context().tell(&Notice::ExportsUseless(exports));
        }
        Ok(())
    }

    /// Notes what is to become of the key, in the transaction in which it is the token's no longer.
    pub(super) fn retire(
        self,
        array: &Array,
        tx: &Tx<'_>,
        old: &Token,
    ) -> Result<(), OperationError> {
        if self == Self::Destroy && !is_of_a_copy(array, old) {
            return Ok(token::intent::retire(tx, old)?);
        }
        let detail = match (&old.kind, &old.made_at) {
            (Kind::SmartCard, _) => "kept the old key on the card".to_owned(),
            (Kind::Kmip(_), Some(at)) => format!("kept key {}, left at {at}", old.key_name),
            (Kind::Kmip(_), None) => format!("kept key {}", old.key_name),
        };
        Ok(log::append(
            array,
            tx,
            Event::Token,
            old.subject(),
            &detail,
        )?)
    }

    /// Does what is done once the key is the token's no longer, and says what is left.
    pub(super) fn part(self, array: &Array, old: &Token) {
        let key = || old.key_name.clone();
        let at = || old.made_at.as_ref().map(ToString::to_string);
        match (self, &old.kind) {
            (Self::Destroy, Kind::SmartCard) => token::forget_card_key(array, old),
            (Self::Keep, Kind::SmartCard) => {}
            (Self::Keep, Kind::Kmip(_)) => array.context().tell(&Notice::KeyKept {
                key: key(),
                at: at(),
            }),
            (Self::Destroy, Kind::Kmip(_)) if is_of_a_copy(array, old) => {
                array.context().tell(&Notice::KeyGivenUp {
                    key: key(),
                    at: at(),
                    reason: "A copy of this array may be locked with it.".into(),
                });
            }
            (Self::Destroy, Kind::Kmip(_)) => {}
        }
    }
}

/// Whether the key was made by the array in another folder, of which this one is a copy or an import: that
/// one may still be locked with it.
fn is_of_a_copy(array: &Array, old: &Token) -> bool {
    let here = array.folder_id().to_string();
    old.folder.as_ref().is_some_and(|folder| *folder != here)
}
