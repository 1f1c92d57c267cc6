//! Re-key (KMIP 1.4, section 4.4).

use pure_kmip::Attribute;
use pure_kmip::Failure;
use pure_kmip::enums::{ObjectType, State};
use pure_kmip::operation::{ReKeyRequest, ReKeyResponse};
use pure_kmip::ttlv::{Item, Tag, Value};
use rusqlite::params;

use super::template::Template;
use super::{Context, internal, invalid_field};
use crate::attributes::{add_other, key_length};
use crate::model::{Dates, KeyRow, insert, row_of, update};
use crate::seed;

/// Link Type (section 9.1.3.2.20): the object that replaces this one, and the one it replaces.
const REPLACEMENT: u32 = 0x106;
const REPLACED: u32 = 0x107;

impl Context<'_> {
    /// A new key takes over the names, the attributes and the state of the old one.
    pub(super) fn re_key(&mut self, request: ReKeyRequest) -> Result<ReKeyResponse, Failure> {
        let old = self.object(request.unique_identifier)?;
        if old.object_type != ObjectType::SymmetricKey {
            return Err(invalid_field(format!(
                "{} cannot be re-keyed.",
                old.object_type
            )));
        }
        let state = self.state(&old);
        if matches!(state, State::Destroyed | State::DestroyedCompromised) {
            return Err(self.wrong_state("The object is destroyed and cannot be re-keyed."));
        }
        let template = Template::of(request.attributes)?;
        let (Some(algorithm), Some(bits)) = (old.algorithm, old.length) else {
            return Err(invalid_field(
                "The algorithm and length of the key are not known.",
            ));
        };
        let length = key_length(algorithm, bits)
            .ok_or_else(|| invalid_field("Keys of this algorithm and length are not made here."))?;
        let id = seed::uuid(self.db).map_err(internal)?;
        let material = seed::material(self.db, length).map_err(internal)?;
        let shift = |date: Option<i64>| {
            let from = old.dates.activation.unwrap_or(self.now);
            date.map(|date| date - from + self.now + i64::from(request.offset.unwrap_or(0)))
        };
        let activation = shift(old.dates.activation);
        let new = KeyRow {
            id: id.clone(),
            state: match activation {
                Some(date) if date <= self.now => State::Active,
                _ => State::PreActive,
            },
            material: Some(
                self.manager
                    .master_key()
                    .seal(&id, &material)
                    .map_err(internal)?,
            ),
            usage_mask: template.usage_mask.unwrap_or(old.usage_mask),
            dates: Dates {
                initial: self.now,
                last_change: self.now,
                activation: template.dates.activation.or(activation),
                deactivation: template
                    .dates
                    .deactivation
                    .or(shift(old.dates.deactivation)),
                ..Dates::default()
            },
            enabled: true,
            reason: None,
            message: None,
            ..old.clone()
        };
        insert(self.db, &new).map_err(internal)?;
        self.hand_over(&old.id, &id)?;
        // The old key stays as it is, without its names.
        let old = row_of(self.db, &old.id).map_err(internal)?.unwrap_or(old);
        update(self.db, &old, self.now).map_err(internal)?;
        for name in &template.names {
            self.name(&new, name)?;
        }
        for attribute in &template.others {
            add_other(self.db, &id, attribute).map_err(internal)?;
        }
        self.placeholder = Some(id.clone());
        Ok(ReKeyResponse {
            unique_identifier: id,
        })
    }

    fn hand_over(&self, old: &str, new: &str) -> Result<(), Failure> {
        let names = "UPDATE key_name SET key = ?2 WHERE key = ?1";
        self.db
            .execute(names, params![old, new])
            .map_err(internal)?;
        let others = "INSERT INTO key_attribute (key, name, position, value)
            SELECT ?2, name, position, value FROM key_attribute
            WHERE key = ?1 AND name <> 'Link'";
        self.db
            .execute(others, params![old, new])
            .map_err(internal)?;
        add_other(self.db, old, &link(REPLACEMENT, new)).map_err(internal)?;
        add_other(self.db, new, &link(REPLACED, old)).map_err(internal)?;
        Ok(())
    }
}

fn link(kind: u32, id: &str) -> Attribute {
    let (link_type, linked) = (Tag::new(0x42_004B), Tag::new(0x42_004C));
    let fields = vec![Item::enumeration(link_type, kind), Item::text(linked, id)];
    Attribute::new("Link", Value::Structure(fields))
}
