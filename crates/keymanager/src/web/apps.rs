//! The apps: the list, and adding new ones.

use pure_pages::{Actions, Cell, Field, Page, Section, Table, Tone};

use super::place::{self, APPS, NEW_APP};
use super::refused::Refused;
use super::visit::{Answer, Visit};
use crate::model::{App, Permissions};

/// What an app can be made for: what is kept, and what is shown.
pub(super) const INTERFACES: [(&str, &str); 6] = [
    ("kmip", "KMIP"),
    ("rest", "REST API"),
    ("pkcs11", "PKCS #11"),
    ("jce", "JCE"),
    ("cng", "Microsoft CNG"),
    ("", "None"),
];

/// How many random bytes the secret of an API key has.
const SECRET_SIZES: [(&str, &str); 4] = [
    ("48", "48 bytes"),
    ("16", "16 bytes"),
    ("32", "32 bytes"),
    ("64", "64 bytes"),
];

/// The interface of an app, as it is shown.
pub(super) fn interface(app: &App) -> String {
    let mut known = INTERFACES.iter();
    let found = known.find(|(kept, _)| app.interface.eq_ignore_ascii_case(kept));
    found.map_or_else(|| app.interface.clone(), |(_, shown)| (*shown).to_owned())
}

/// The apps by name.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let columns = [
        "Name",
        "UUID",
        "Interface",
        "Authentication method",
        "Groups",
        "Enabled",
    ];
    let apps = visit.apps()?;
    let table = apps.iter().enumerate().fold(
        Table::new("Apps", columns).empty("There is no app."),
        |table, (number, app)| {
            let groups: Vec<&str> = app.groups.iter().map(|group| group.name.as_str()).collect();
            let place = format!("app-{number}");
            table.row([
                Cell::link(&place::app(&app.id), &app.name),
                Cell::copy(&place, &format!("UUID of app {}", app.name), &app.id),
                Cell::text(interface(app)),
                Cell::text(app.method().as_str()),
                Cell::text(groups.join(", ")),
                match app.enabled {
                    true => Cell::tone(Tone::Good, "yes"),
                    false => Cell::tone(Tone::Quiet, "no"),
                },
            ])
        },
    );
    let mut page = visit.live("Apps");
    if visit.may_change() {
        page = page.actions(Actions::new().link(NEW_APP, "+", "Add an app"));
    }
    Ok(page.part(Section::new("By name").live().part(table)))
}

/// The form for a new one.
pub(super) fn new_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let input = &visit.input;
    let groups = visit.groups()?;
    if groups.is_empty() {
        let first = Actions::new().link(place::NEW_GROUP, "Add a group", "");
        let section =
            Section::new("App").words("An app belongs to a group, and there is none yet.");
        return Ok(Page::new("Adding new app").actions(first).part(section));
    }
    let only = groups.len() == 1;
    let boxes = groups.iter().map(|group| {
        let is_chosen = only || input.all("group").any(|id| id == group.id);
        Field::check("group", &format!("Group {}", group.name))
            .sends(&group.id)
            .on(is_chosen)
    });
    let form = visit
        .form(NEW_APP)
        .field(Field::text("name", "App name").value(input.get("name")).required().focus())
        .field(
            Field::choice("interface", "Interface", INTERFACES)
                .value(input.typed("interface").unwrap_or("kmip")),
        )
        .field(
            Field::text("description", "Description")
                .value(input.get("description"))
                .folded("ADD DESCRIPTION"),
        )
        .field(
            Field::choice("method", "Authentication method", [("api-key", "API Key")])
                .hint("The app gets an API key. Change it to Certificate once the app's UUID is known.")
                .required(),
        )
        .field(Field::choice("secret", "Size of the secret", SECRET_SIZES).required().folded("Change the size of the secret"))
        .heading("Assigning the new app to groups")
        .fields(boxes)
        .submit("SAVE")
        .cancel(APPS);
    Ok(Page::new("Adding new app").part(Section::new("App").part(form)))
}

/// Makes an app.
pub(super) fn add(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let input = &visit.input;
    let name = visit.name("name", "App name")?;
    let mut groups = Vec::new();
    for id in input.all("group") {
        groups.push((visit.group(id)?, Permissions::ALL));
    }
    let interface = INTERFACES
        .iter()
        .find(|(kept, _)| *kept == input.get("interface"));
    let (interface, _) =
        interface.ok_or_else(|| Refused::field("Interface", "There is no such one."))?;
    let secret = input.get("secret").parse().unwrap_or(48).clamp(16, 128);
    let description = input.typed("description");
    let app = visit
        .manager
        .create_app_for(&groups, &name, interface, description, secret)?;
    Ok(Answer::done(
        place::app(&app.id),
        format!("App {name} is created."),
    ))
}
