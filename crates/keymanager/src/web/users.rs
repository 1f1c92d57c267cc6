//! The users of the account.

use pure_pages::{Cell, Field, Fold, Page, Section, Table};

use super::place::USERS;
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::Role;

/// Where a user becomes, or ceases to be, a member.
pub(super) const REMOVE: &str = "/users/remove";

/// The members, and adding one.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let account = visit.account()?;
    let may_administer = visit.caller.may_administer().is_ok();
    let users = visit.manager.users(Some(account))?;
    let columns = ["Email", "Name", "Role", "Last log-in", ""];
    let table = users
        .iter()
        .fold(Table::new("Users", columns), |table, user| {
            let names = [user.first_name.as_deref(), user.last_name.as_deref()];
            let names: Vec<&str> = names.into_iter().flatten().collect();
            let role = user.role_in(&account.id).map_or("", Role::as_str);
            let remove = match may_administer && user.id != visit.user.id {
                false => Cell::nothing(),
                true => Cell::html(
                    visit
                        .form(REMOVE)
                        .field(Field::hidden("user", &user.id))
                        .submit(&format!("REMOVE {}", user.email))
                        .inline(),
                ),
            };
            table.row([
                Cell::text(&user.email),
                Cell::text(names.join(" ")),
                Cell::text(role),
                user.last_used
                    .map(|time| Cell::text(shown::time(time)))
                    .unwrap_or_default(),
                remove,
            ])
        });
    let mut section = Section::new("Members").part(table);
    if may_administer {
        let roles = Role::ALL.map(|role| (role.as_str(), role.as_str()));
        let form = visit
            .form(USERS)
            .field(
                Field::email("email", "Email")
                    .value(visit.input.get("email"))
                    .hint("Of somebody who has signed up, or is a member already.")
                    .required(),
            )
            .field(
                Field::choice("role", "Role", roles)
                    .value(visit.input.typed("role").unwrap_or("member"))
                    .required(),
            )
            .submit("SAVE");
        section = section.part(Fold::new("Add a user, or change a role").part(form));
    }
    Ok(visit.live("Users").part(section))
}

/// Makes somebody a member, or changes the role.
pub(super) fn add(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let account = visit.caller.may_administer()?;
    let role = Role::named(visit.input.get("role"));
    let role = role.ok_or_else(|| Refused::field("Role", "There is no such one."))?;
    let email = visit.input.get("email").trim().to_lowercase();
    let user = visit.manager.set_role(account, &email, Some(role))?;
    Ok(Answer::done(
        USERS,
        format!("{} is {} of this account.", user.email, role.as_str()),
    ))
}

/// Takes somebody out of the account.
pub(super) fn remove(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let account = visit.caller.may_administer()?;
    let user = visit
        .manager
        .set_role(account, visit.input.get("user"), None)?;
    Ok(Answer::done(
        USERS,
        format!("{} is no member of this account any more.", user.email),
    ))
}
