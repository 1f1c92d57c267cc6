//! The users: the list, and making new ones.

use pure_core::user::{Password, Role};
use pure_pages::{Actions, Cell, Field, Page, Section, Table, Tone};

use super::place::{self, USERS};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};

pub(super) const CREATE: &str = "/users/create";

/// The users by name.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let columns = ["Name", "Role", "Password", "Created", "API token"];
    let users = visit.users()?.list()?;
    let table = users
        .iter()
        .fold(Table::new("Users", columns), |table, user| {
            let password = match user.has_factory_password {
                true => Cell::tone(Tone::Warning, "the factory's"),
                false => Cell::text("its own"),
            };
            let token = match user.token {
                None => "none".to_owned(),
                Some(times) => match times.expires {
                    Some(expires) => format!("until {}", shown::time(expires)),
                    None => "without end".to_owned(),
                },
            };
            table.row([
                Cell::link(&place::user(user.name.as_str()), &user.name),
                Cell::text(user.role.as_str()),
                password,
                Cell::text(shown::day(user.created)),
                Cell::text(token),
            ])
        });
    let mut page = Page::new("Users").lead("Who may come in by the array's doors.");
    if visit.may_administer() {
        page = page.actions(Actions::new().link(CREATE, "Create", "Create a user"));
    }
    Ok(page.part(Section::new("By name").part(table)))
}

/// The form for a new one.
pub(super) fn create_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let roles = Role::ALL.map(|role| (role.as_str(), role.as_str()));
    let form = visit
        .form(CREATE)
        .field(
            Field::text("name", "Name")
                .value(visit.input.get("name"))
                .required()
                .focus(),
        )
        .field(
            Field::choice("role", "Role", roles)
                .value(visit.input.typed("role").unwrap_or(Role::Readonly.as_str()))
                .required(),
        )
        .fields(new_password())
        .submit("Create")
        .cancel(USERS);
    Ok(Page::new("Create a user").part(Section::new("User").part(form)))
}

/// The fields of a password that is made up.
pub(super) fn new_password() -> [Field; 2] {
    [
        Field::new_password("password", "New password")
            .hint("8 to 100 characters.")
            .required(),
        Field::new_password("again", "New password again").required(),
    ]
}

/// The password that was made up, typed twice.
pub(super) fn password(visit: &Visit<'_>) -> Result<Password, Refused> {
    let password = visit.input.get("password");
    if password != visit.input.get("again") {
        return Err(Refused::field("New password again", "It is not the same."));
    }
    Password::new(password.to_owned().into())
        .map_err(|reason| Refused::field("New password", reason))
}

/// Makes a user.
pub(super) fn create(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.input.typed("name").unwrap_or_default();
    let name = name
        .parse()
        .map_err(|reason| Refused::field("Name", reason))?;
    let role = visit.input.get("role").parse::<Role>();
    let role = role.map_err(|reason| Refused::field("Role", reason))?;
    let password = password(visit)?;
    visit.users()?.create(&name, role, &password)?;
    Ok(Answer::done(
        place::user(name.as_str()),
        format!("User {name} is created."),
    ))
}
