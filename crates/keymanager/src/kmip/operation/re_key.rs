//! Re-key (KMIP 1.4, section 4.4).

use kmip::Failure;
use kmip::enums::{ObjectType, State};
use kmip::operation::{ReKeyRequest, ReKeyResponse};

use super::context::{Context, Placeholder};
use super::refusal::{internal, invalid_field};
use super::template::Template;

use crate::model::key::replace;
use crate::model::{Dates, KeyRow, random};

impl Context<'_> {
    /// A new key gets the names and the attributes of the old one, which remains without names.
    pub(super) fn re_key(&mut self, request: ReKeyRequest) -> Result<ReKeyResponse, Failure> {
        let old = self.object(request.unique_identifier)?;
        if old.object_type != ObjectType::SymmetricKey {
            let message = format!("{} cannot be re-keyed.", old.object_type);
            return Err(invalid_field(message));
        }
        if old.is_destroyed() {
            return Err(self.reasons().destroyed());
        }
        let template = Template::of(self, request.attributes)?;
        let (Some(algorithm), Some(bits)) = (old.algorithm, old.length) else {
            return Err(invalid_field("The old key's algorithm is not known."));
        };
        if template.algorithm.is_some_and(|it| it != algorithm)
            || template.length.is_some_and(|it| it != bits)
        {
            let message = "The new key has the algorithm and the length of the old one.";
            return Err(invalid_field(message));
        }
        let id = random::uuid(self.tx).map_err(internal)?;
        let material = self.generate(algorithm, bits)?;
        let new = KeyRow {
            state: State::PreActive,
            enabled: true,
            fresh: true,
            material: Some(self.seal(&id, &material)?),
            usage_mask: template.usage_mask.unwrap_or(old.usage_mask),
            protection: template.protection(old.protection),
            dates: self
                .new_dates(&old.dates, request.offset, &template.dates)
                .ok_or_else(|| invalid_field("The dates of the new key are out of range."))?,
            reason: None,
            message: None,
            creator: self.manager.actor().who.kept(),
            imported: false,
            last_used: None,
            id,
            ..old.clone()
        };
        if !new.dates.are_in_order() {
            return Err(invalid_field("The dates of the new key are not in order."));
        }
        self.tx.insert_key(&new).map_err(internal)?;
        self.hand_over(&old, &new)?;
        template.describe(self, &new)?;
        self.placeholder = Placeholder::Object(new.id.clone());
        Ok(ReKeyResponse::new(new.id))
    }

    /// The dates of the old key, or as far from a new activation as they were from the old one (section
    /// 4.4, table 172). `None` when one is out of the range of dates: the old ones may be any.
    fn new_dates(&self, old: &Dates, offset: Option<u32>, chosen: &Dates) -> Option<Dates> {
        let activation = match offset {
            Some(offset) => Some(self.now.checked_add(offset.into())?),
            None => old.activation,
        };
        let shift = match (activation, old.activation) {
            (Some(new), Some(old)) => new.checked_sub(old)?,
            _ => 0,
        };
        let date = |chosen: Option<i64>, old: Option<i64>| match (chosen, old) {
            (None, Some(old)) => old.checked_add(shift).map(Some),
            (chosen, _) => Some(chosen),
        };
        Some(Dates {
            initial: self.now,
            last_change: self.now,
            activation: chosen.activation.or(activation),
            process_start: date(chosen.process_start, old.process_start)?,
            protect_stop: date(chosen.protect_stop, old.protect_stop)?,
            deactivation: date(chosen.deactivation, old.deactivation)?,
            ..Dates::default()
        })
    }

    fn hand_over(&self, old: &KeyRow, new: &KeyRow) -> Result<(), Failure> {
        let moved = self.tx.move_key_names(&old.id, &new.id);
        moved.map_err(internal)?;
        let copied = self.tx.copy_attributes(&old.id, &new.id);
        copied.map_err(internal)?;
        replace(self.tx, &old.id, &new.id).map_err(internal)?;
        self.tx.update_key(old, self.now).map_err(internal)
    }
}
