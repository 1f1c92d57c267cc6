//! One security object: what it is, and what becomes of it.

use kmip::enums::{RevocationReasonCode, State};
use pure_pages::{Actions, Cell, Facts, Field, Fold, Page, Section, Table, Tone};

use super::audit_log;
use super::place::{self, SECURITY_OBJECTS};
use super::refused::Refused;
use super::security_objects::state;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::{Change, Detail, Selector};

fn find(visit: &Visit<'_>) -> Result<Detail, Refused> {
    Ok(visit.manager.key_in(&visit.scope()?, &selector(visit))?)
}

fn selector(visit: &Visit<'_>) -> Selector {
    Selector::Id(visit.id.clone())
}

fn called(key: &Detail) -> &str {
    key.name.as_deref().unwrap_or(&key.row.id)
}

/// What is known of it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let key = find(visit)?;
    let row = &key.row;
    let date = |time: Option<i64>| time.map(|time| Cell::text(shown::time(time)));
    let group = visit.group(&row.group_id)?;
    let ops: Vec<&str> = row.ops().names().collect();
    let enabled = match key.enabled {
        true => Cell::tone(Tone::Good, "enabled"),
        false => Cell::tone(Tone::Warning, "disabled"),
    };
    let facts = Facts::new()
        .fact(
            "UUID",
            Cell::copy("key-uuid", "UUID of the security object", &row.id),
        )
        .fact("State", state(key.state))
        .fact("Enabled", enabled)
        .fact("Group", Cell::link(&place::group(&group.id), &group.name))
        .fact("Type", Cell::text(key.kind.as_str()))
        .maybe(
            "Key size",
            row.length
                .map(|bits| Cell::text(format_args!("{bits} bits"))),
        )
        .maybe("Description", shown::maybe(row.description.as_deref()))
        .fact("Created", Cell::text(shown::time(row.dates.initial)))
        .fact("Created by", Cell::text(visit.shown(&row.creator)))
        .maybe("Activation date", date(row.dates.activation))
        .maybe("Deactivation date", date(row.dates.deactivation))
        .maybe("Compromise date", date(row.dates.compromise))
        .maybe("Destroy date", date(row.dates.destroyed))
        .maybe("Last used", date(row.last_used))
        .maybe("Revocation message", shown::maybe(row.message.as_deref()))
        .fact("Key operations", Cell::text(ops.join(", ")));
    let link = |id: &Option<String>| {
        id.as_deref()
            .map(|id| Cell::link(&place::security_object(id), id))
    };
    let facts = facts
        .maybe("Replaced by", link(&key.replacement))
        .maybe("Replaces", link(&key.replaced));
    let attributes = key.metadata.iter().fold(
        Table::new("Attributes", ["Name", "Value"]).empty("There are no custom attributes."),
        |table, (name, value)| table.row([Cell::text(name), Cell::text(value)]),
    );
    let mut info = Section::new("Info").live().part(facts);
    let may_change = visit.may_change();
    if may_change && !row.is_destroyed() && key.state == State::Active {
        let own = place::security_object(&row.id);
        let words = if key.enabled { "Disable" } else { "Enable" };
        info =
            info.actions(Actions::new().form(visit.form(&format!("{own}/switch")).submit(words)));
    }
    let mut page = visit.live(called(&key)).lead("Security object").part(info);
    page = page.part(Section::new("Attributes/Tags").live().part(attributes));
    if may_change {
        page = page.part(life(visit, &key));
    }
    Ok(page.part(
        Section::new("Recent activity")
            .live()
            .part(audit_log::table(visit, Some(&row.id), 10)?),
    ))
}

/// What can become of it.
fn life(visit: &Visit<'_>, key: &Detail) -> Section {
    let own = place::security_object(&key.row.id);
    let form = |verb: &str| visit.form(&format!("{own}/{verb}"));
    let sure = |words: &str| Field::check("sure", words).required();
    let mut section = Section::new("Life cycle");
    if matches!(key.state, State::PreActive | State::Active) {
        let deactivate = form("deactivate")
            .field(sure("Deactivate the key now. This cannot be undone: whoever is locked with it stays locked."))
            .submit("Save")
            .grave();
        section = section.part(Fold::new("Deactivate now").grave().part(deactivate));
    }
    if matches!(
        key.state,
        State::PreActive | State::Active | State::Deactivated
    ) {
        let compromise = form("compromise")
            .field(sure("Mark the key as compromised. This cannot be undone."))
            .submit("Save")
            .grave();
        section = section.part(Fold::new("Compromise").grave().part(compromise));
    }
    if key.state == State::Active && key.row.algorithm.is_some() {
        let rotate = form("rotate")
            .field(Field::check("deactivate", "Deactivate the old key"))
            .submit("ROTATE KEY");
        section = section.part(Fold::new("ROTATE KEY").part(rotate));
    }
    if !key.row.is_destroyed() && key.state != State::Active {
        let destroy = form("destroy")
            .field(sure(
                "Destroy the value of the key. What is encrypted with it is lost.",
            ))
            .submit("Proceed")
            .grave();
        section = section.part(Fold::new("DESTROY").grave().part(destroy));
    }
    let delete = form("delete")
        .field(sure("Delete the key with all that is known of it."))
        .field(Field::check("lost", "What is encrypted with it is lost.").required())
        .submit("Proceed")
        .grave();
    section.part(Fold::new("DELETE").grave().part(delete))
}

fn revoke(visit: &Visit<'_>, reason: RevocationReasonCode, told: &str) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    visit.sure(&["sure"])?;
    let scope = visit.scope()?;
    let key = visit
        .manager
        .revoke_key(&scope, &selector(visit), reason, None, None)?;
    Ok(Answer::done(
        place::security_object(&key.row.id),
        format!("Security object {} is {told}.", called(&key)),
    ))
}

/// Deactivates it.
pub(super) fn deactivate(visit: &Visit<'_>) -> Result<Answer, Refused> {
    revoke(
        visit,
        RevocationReasonCode::CessationOfOperation,
        "deactivated",
    )
}

/// Marks it as compromised.
pub(super) fn compromise(visit: &Visit<'_>) -> Result<Answer, Refused> {
    revoke(
        visit,
        RevocationReasonCode::KeyCompromise,
        "marked as compromised",
    )
}

/// Makes a new key in its place.
pub(super) fn rotate(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let deactivates = visit.input.is_on("deactivate");
    let key = visit
        .manager
        .rotate_key(&visit.scope()?, &selector(visit), deactivates)?;
    Ok(Answer::done(
        place::security_object(&key.row.id),
        format!(
            "Security object {} is rotated: this is the new key.",
            called(&key)
        ),
    ))
}

/// Lets it be used, or not any more.
pub(super) fn switch(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let key = find(visit)?;
    let change = Change {
        enabled: Some(!key.enabled),
        ..Change::default()
    };
    let key = visit
        .manager
        .update_key(&visit.scope()?, &selector(visit), change)?;
    let word = if key.enabled { "enabled" } else { "disabled" };
    Ok(Answer::done(
        place::security_object(&key.row.id),
        format!("Security object {} is {word}.", called(&key)),
    ))
}

/// Destroys its value.
pub(super) fn destroy(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    visit.sure(&["sure"])?;
    let key = visit
        .manager
        .destroy_key_in(&visit.scope()?, &selector(visit))?;
    Ok(Answer::done(
        place::security_object(&key.row.id),
        format!("Security object {} is destroyed.", called(&key)),
    ))
}

/// Deletes it.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let key = find(visit)?;
    visit.sure(&["sure", "lost"])?;
    visit
        .manager
        .delete_key_in(&visit.scope()?, &selector(visit))?;
    Ok(Answer::done(
        SECURITY_OBJECTS,
        format!("Security object {} is deleted.", called(&key)),
    ))
}
