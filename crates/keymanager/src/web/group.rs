//! One group: its apps, its security objects, its end.

use pure_pages::{Cell, Facts, Field, Fold, Page, Section, Table};

use super::place::{self, GROUPS};
use super::refused::Refused;
use super::security_objects;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::KeyList;

/// What belongs to it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let group = visit.group(&visit.id)?;
    let facts = Facts::new()
        .fact("Group ID", Cell::copy("group-id", "Group ID", &group.id))
        .maybe("Description", shown::maybe(group.description.as_deref()))
        .fact("Created", Cell::text(shown::time(group.created)))
        .fact("Created by", Cell::text(visit.shown(&group.creator)));
    let apps = visit.apps()?;
    let apps = apps.iter().filter(|app| app.sees(&group.id)).fold(
        Table::new("Apps", ["Name", "Authentication method"]).empty("No app is in this group."),
        |table, app| {
            table.row([
                Cell::link(&place::app(&app.id), &app.name),
                Cell::text(app.method().as_str()),
            ])
        },
    );
    let list = KeyList {
        group: Some(group.id.clone()),
        limit: 100,
        ..KeyList::default()
    };
    let keys = visit.manager.keys_in(&visit.scope()?, &list)?;
    let mut page = visit
        .live(&group.name)
        .lead("Group")
        .part(Section::new("Info").live().part(facts))
        .part(Section::new("Apps").live().part(apps))
        .part(
            Section::new("Security Objects")
                .live()
                .part(security_objects::table(visit, &keys)),
        );
    if visit.may_change() {
        let form = visit
            .form(&format!("{}/delete", place::group(&group.id)))
            .field(Field::check("sure", "Delete the group. It must be empty.").required())
            .submit("Proceed")
            .grave();
        page = page.part(Section::new("Delete").part(Fold::new("DELETE").grave().part(form)));
    }
    Ok(page)
}

/// Deletes it, when it is empty.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let group = visit.group(&visit.id)?;
    visit.sure(&["sure"])?;
    visit.manager.delete_group(&group.id)?;
    Ok(Answer::done(
        GROUPS,
        format!("Group {} is deleted.", group.name),
    ))
}
