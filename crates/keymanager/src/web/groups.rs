//! The groups: the list, and adding new ones.

use pure_pages::{Actions, Cell, Field, Form, Page, Section, Table};

use super::place::{self, GROUPS, NEW_GROUP};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};

/// The groups by name.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let searched = visit.input.typed("search").unwrap_or_default();
    let apps = visit.apps()?;
    let columns = ["Name", "Apps", "Security Objects", "Created", "Description"];
    let mut table = Table::new("Groups", columns).empty("There is no such group.");
    for group in visit.groups()? {
        if !group.name.to_lowercase().contains(&searched.to_lowercase()) && group.id != searched {
            continue;
        }
        let of_it = apps.iter().filter(|app| app.sees(&group.id)).count();
        table = table.row([
            Cell::link(&place::group(&group.id), &group.name),
            Cell::number(of_it),
            Cell::number(visit.manager.count_keys(&group)?),
            Cell::text(shown::time(group.created)),
            Cell::text(group.description.as_deref().unwrap_or_default()),
        ]);
    }
    let search = Form::search(GROUPS).field(Field::text("search", "Search").value(searched));
    let mut actions = Actions::new().part(search);
    if visit.may_change() {
        actions = actions.link(NEW_GROUP, "+", "Add a group");
    }
    Ok(visit
        .live("Groups")
        .actions(actions)
        .part(Section::new("By name").live().part(table)))
}

/// The form for a new one.
pub(super) fn new_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let form = visit
        .form(NEW_GROUP)
        .field(
            Field::text("title", "Title")
                .value(visit.input.get("title"))
                .required()
                .focus(),
        )
        .field(Field::text("description", "Description").value(visit.input.get("description")))
        .submit("SAVE")
        .cancel(GROUPS);
    Ok(Page::new("Adding new group").part(Section::new("Group").part(form)))
}

/// Makes a group.
pub(super) fn add(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.name("title", "Title")?;
    let account = visit.caller.may_change()?;
    let description = visit.input.typed("description");
    let group = visit
        .manager
        .create_group_for(account, &name, description)?;
    Ok(Answer::done(
        place::group(&group.id),
        format!("Group {name} is created."),
    ))
}
