//! Locate (KMIP 1.4, section 4.9).

use kmip::enums::{ObjectGroupMember, State};
use kmip::operation::{LocateRequest, LocateResponse};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, Failure, ProtocolVersion};

use super::context::{Context, Placeholder};
use super::limits::{MAX_LOCATED, too_large};
use super::refusal::{internal, invalid_field};
use crate::model::{Fault, KeyRow};
use crate::store::StoreError;

/// Storage Status Mask (section 9.1.3.3.2; KMIP 2.1, section 12.2).
const ON_LINE: i32 = 1;
const DESTROYED: i32 = 4;

/// What to look for.
struct Criteria<'a> {
    attributes: &'a [Attribute],
    live: bool,
    destroyed: bool,
    /// Which members of a group; those come from the oldest on.
    member: Option<ObjectGroupMember>,
}

impl Context<'_> {
    /// The app's objects that have all of the attributes, the newest first.
    pub(super) fn locate(&mut self, mut request: LocateRequest) -> Result<LocateResponse, Failure> {
        let maximum = count(request.maximum_items, "Maximum Items")?.unwrap_or(usize::MAX);
        let offset = count(request.offset_items, "Offset Items")?.unwrap_or(0);
        if self.faults.has(Fault::OverMatch) {
            request.attributes.retain(|wanted| !wanted.is(Tag::NAME));
        }
        let criteria = Criteria::of(&request, self.version);
        let mut located = 0;
        let mut found = Vec::new();
        // Of a group the oldest come first, so all have to be known before any is skipped.
        let all = 0..usize::MAX;
        let wanted = offset..offset.saturating_add(maximum);
        let window = if criteria.member.is_some() {
            all
        } else {
            wanted.clone()
        };
        self.each_candidate(criteria.attributes, |key| {
            if self.is_known_here(&key.id) && criteria.fits(&key, self)? {
                // One more than there may be is enough to know.
                if window.contains(&located) && (window.start == 0 || found.len() <= MAX_LOCATED) {
                    found.push(key.id);
                }
                located += 1;
            }
            Ok(())
        })
        .map_err(internal)?;
        if let Some(member) = criteria.member {
            found = self.in_turn(member, criteria.attributes, found);
            found = found.into_iter().skip(offset).take(maximum).collect();
        }
        if found.len() > MAX_LOCATED {
            let message = format!(
                "{located} objects were found. Ask for at most {MAX_LOCATED} by Maximum Items."
            );
            return Err(too_large(message));
        }
        // Which one is meant has to be clear.
        self.placeholder = match found.as_slice() {
            [only] => Placeholder::Object(only.clone()),
            [] => Placeholder::NothingFound,
            _ => Placeholder::None,
        };
        let mut response = LocateResponse::new(found);
        // Who asks for a part is told how many there are.
        if request.offset_items.is_some() {
            response.located_items = i32::try_from(located).ok();
        }
        Ok(response)
    }

    /// The members of a group from the oldest on. Its default members take turns (KMIP 1.4, section 4.9,
    /// leaves it to the server which they are): the one after the last that was told comes first.
    fn in_turn(
        &mut self,
        member: ObjectGroupMember,
        attributes: &[Attribute],
        mut newest_first: Vec<String>,
    ) -> Vec<String> {
        newest_first.reverse();
        let mut members = newest_first;
        let group = attributes.iter().find(|it| it.name == "Object Group");
        let group = group.and_then(|it| it.value.as_text());
        if let (ObjectGroupMember::GroupMemberDefault, Some(group)) = (member, group) {
            let turns = self.manager.turns();
            let turn = turns.rotate(self.app.home_group(), group, &mut members);
            self.turn = turn;
        }
        members
    }

    /// Shows `visit` the objects that may fit: by an index when a name or an identifier is wanted.
    fn each_candidate(
        &self,
        wanted: &[Attribute],
        mut visit: impl FnMut(KeyRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let of = |tag| wanted.iter().find(|attribute| attribute.is(tag));
        let id = of(Tag::UNIQUE_IDENTIFIER).and_then(|id| id.value.as_text());
        let name = of(Tag::NAME).and_then(Attribute::as_object_name);
        let keys = match (id, name) {
            (Some(id), _) => self.tx.key(id)?.into_iter().collect(),
            (None, Some(name)) => self.tx.keys_named(name)?,
            (None, None) => {
                let groups: Vec<&str> = self.app.groups.iter().map(|it| it.id.as_str()).collect();
                return self.tx.each_key(&groups, visit);
            }
        };
        keys.into_iter()
            .filter(|key| self.app.sees(&key.group_id))
            .try_for_each(&mut visit)
    }
}

impl<'a> Criteria<'a> {
    fn of(request: &'a LocateRequest, version: ProtocolVersion) -> Self {
        let mask = request.storage_status_mask;
        let attributes = request.attributes.as_slice();
        let in_mask = |bit, default| mask.map_or(default, |mask| mask & bit != 0);
        Self {
            attributes,
            live: in_mask(ON_LINE, true),
            // From 2.0 on they are to be asked for by the mask (KMIP 2.1, section 6.1.26).
            destroyed: in_mask(
                DESTROYED,
                !version.has_tagged_attributes() && asks_for_destroyed(attributes),
            ),
            member: request.object_group_member,
        }
    }

    /// Whether the object is one of them.
    fn fits(&self, key: &KeyRow, context: &Context<'_>) -> Result<bool, StoreError> {
        let status = if key.is_destroyed() {
            self.destroyed
        } else {
            self.live
        };
        let is_fresh = self.member == Some(ObjectGroupMember::GroupMemberFresh);
        if !status || (is_fresh && !key.fresh) {
            return Ok(false);
        }
        let view = context.view(key);
        for attribute in self.attributes {
            let known = view.named(&attribute.name)?;
            let range = self.dates(&attribute.name);
            if !known.iter().any(|it| matches(it, attribute, &range)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The dates of that attribute: two are the ends of a range (section 4.9).
    fn dates(&self, name: &str) -> Vec<i64> {
        let same = self.attributes.iter().filter(|it| it.name == name);
        same.filter_map(|it| it.value.as_date_time()).collect()
    }
}

/// Whether the attributes are those of destroyed objects, which are left out otherwise.
fn asks_for_destroyed(attributes: &[Attribute]) -> bool {
    let destroyed = [State::Destroyed, State::DestroyedCompromised].map(State::code);
    attributes.iter().any(|attribute| {
        attribute.is(Tag::DESTROY_DATE)
            || attribute.is(Tag::STATE)
                && attribute
                    .value
                    .as_enumeration()
                    .is_some_and(|code| destroyed.contains(&code))
    })
}

fn matches(known: &Attribute, wanted: &Attribute, range: &[i64]) -> bool {
    if let (Some(date), &[a, b]) = (known.value.as_date_time(), range) {
        return (a.min(b)..=a.max(b)).contains(&date);
    }
    match (&known.value, &wanted.value) {
        (Value::Integer(known), Value::Integer(bits))
            if wanted.is(Tag::CRYPTOGRAPHIC_USAGE_MASK) =>
        {
            known & bits == *bits
        }
        // What a structure leaves open may be anything.
        (Value::Structure(known), Value::Structure(wanted)) => {
            wanted.iter().all(|field: &Item| known.contains(field))
        }
        (known, wanted) => known == wanted,
    }
}

fn count(items: Option<i32>, name: &str) -> Result<Option<usize>, Failure> {
    items
        .map(usize::try_from)
        .transpose()
        .map_err(|_| invalid_field(format!("{name} is negative.")))
}
