//! Locate (KMIP 1.4, section 4.9).

use pure_kmip::operation::{LocateRequest, LocateResponse};
use pure_kmip::ttlv::Tag;
use pure_kmip::{Attribute, Failure};

use super::{Context, internal, invalid_field};
use crate::attributes::named;
use crate::model::{KeyRow, row_of};

/// Storage Status Mask: on-line, where all objects are (section 9.1.3.3.2).
const ON_LINE: i32 = 1;

impl Context<'_> {
    /// The app's objects that have all of the attributes, the newest first.
    pub(super) fn locate(&mut self, request: &LocateRequest) -> Result<LocateResponse, Failure> {
        let count = |items: Option<i32>, name: &str| match items {
            Some(items) if items < 0 => Err(invalid_field(format!("{name} is negative."))),
            items => Ok(items.map(|items| usize::try_from(items).unwrap_or_default())),
        };
        let maximum = count(request.maximum_items, "Maximum Items")?.unwrap_or(usize::MAX);
        let offset = count(request.offset_items, "Offset Items")?.unwrap_or(0);
        let mut found = Vec::new();
        if request
            .storage_status_mask
            .is_none_or(|mask| mask & ON_LINE != 0)
        {
            for key in self.candidates(&request.attributes)? {
                if self.has_all(&key, &request.attributes)? {
                    found.push(key.id);
                }
            }
        }
        let located = i32::try_from(found.len()).ok();
        let unique_identifiers: Vec<String> =
            found.into_iter().skip(offset).take(maximum).collect();
        if let [only] = unique_identifiers.as_slice() {
            self.placeholder = Some(only.clone());
        }
        Ok(LocateResponse {
            located_items: located,
            unique_identifiers,
        })
    }

    /// The objects that may match: by an index when a name or an identifier is asked for.
    fn candidates(&self, wanted: &[Attribute]) -> Result<Vec<KeyRow>, Failure> {
        let id = wanted
            .iter()
            .find(|a| a.is(Tag::UNIQUE_IDENTIFIER))
            .and_then(|a| a.value.as_text());
        let name = wanted
            .iter()
            .find(|a| a.is(Tag::NAME))
            .and_then(Attribute::as_object_name);
        let id = match (id, name) {
            (Some(id), _) => Some(id.to_owned()),
            (None, Some(name)) => {
                match named(self.db, &self.app.group_id, name).map_err(internal)? {
                    Some(id) => Some(id),
                    None => return Ok(Vec::new()),
                }
            }
            (None, None) => None,
        };
        let ids = match id {
            Some(id) => vec![id],
            None => {
                let all = "SELECT id FROM key WHERE groups = ?1 ORDER BY initial DESC, rowid DESC";
                let mut statement = self.db.prepare_cached(all).map_err(internal)?;
                let rows = statement
                    .query_map([&self.app.group_id], |row| row.get(0))
                    .map_err(internal)?;
                rows.collect::<Result<_, _>>().map_err(internal)?
            }
        };
        let mut keys = Vec::with_capacity(ids.len());
        for id in ids {
            keys.extend(row_of(self.db, &id).map_err(internal)?);
        }
        keys.retain(|key| key.group_id == self.app.group_id);
        Ok(keys)
    }

    fn has_all(&self, key: &KeyRow, wanted: &[Attribute]) -> Result<bool, Failure> {
        if wanted.is_empty() {
            return Ok(true);
        }
        let attributes = self.attributes(key)?;
        // Two dates of one kind are the ends of a range (section 4.9).
        let dates = |name: &str| {
            wanted
                .iter()
                .filter(|a| a.name == name)
                .filter_map(|a| a.value.as_date_time())
                .collect::<Vec<_>>()
        };
        Ok(wanted.iter().all(|wanted| {
            attributes
                .iter()
                .filter(|known| known.name == wanted.name)
                .any(
                    |known| match (known.value.as_date_time(), dates(&wanted.name).as_slice()) {
                        (Some(known), &[a, b]) => (a.min(b)..=a.max(b)).contains(&known),
                        _ if wanted.is(Tag::CRYPTOGRAPHIC_USAGE_MASK) => {
                            let bits = |a: &Attribute| a.value.as_integer().unwrap_or_default();
                            bits(known) & bits(wanted) == bits(wanted)
                        }
                        _ if wanted.is(Tag::NAME) => {
                            known.as_object_name() == wanted.as_object_name()
                        }
                        _ => known.value == wanted.value,
                    },
                )
        }))
    }
}
