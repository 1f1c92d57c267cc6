//! The accounts of the user: which there are, choosing one, adding one.

use pure_pages::{Cell, Field, Fold, Page, Section, Table};

use super::place::{ACCOUNTS, DASHBOARD};
use super::refused::Refused;
use super::visit::{Answer, Visit};

/// Where one is chosen.
pub(super) const SELECT: &str = "/accounts/select";

/// The accounts that the user belongs to.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let chosen = visit
        .caller
        .account
        .as_ref()
        .map(|account| account.id.as_str());
    let columns = ["Name", "Account ID", "Role", ""];
    let table = visit.user.accounts.iter().enumerate().fold(
        Table::new("Accounts", columns).empty("You belong to no account yet. Add one."),
        |table, (number, membership)| {
            let id = membership.account_id.as_str();
            let select = match chosen == Some(id) {
                true => Cell::text("selected"),
                false => Cell::html(
                    visit
                        .form(SELECT)
                        .field(Field::hidden("account", id))
                        .submit(&format!("SELECT {}", membership.account))
                        .inline(),
                ),
            };
            let place = format!("account-{number}");
            table.row([
                Cell::text(&membership.account),
                Cell::copy(&place, &format!("ID of account {}", membership.account), id),
                Cell::text(membership.role.as_str()),
                select,
            ])
        },
    );
    let form = visit
        .form(ACCOUNTS)
        .field(
            Field::text("name", "Account name")
                .value(visit.input.get("name"))
                .required(),
        )
        .submit("SAVE");
    let add = Fold::new("ADD ACCOUNT")
        .open(visit.user.accounts.is_empty())
        .part(form);
    Ok(Page::new("Accounts").part(Section::new("Your accounts").part(table).part(add)))
}

/// Makes an account, which the user administers, and chooses it.
pub(super) fn add(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.name("name", "Account name")?;
    let account = visit.manager.create_account_of(&name, None, None)?;
    let caller = visit.site.manager.caller(visit.session, None)?;
    visit
        .site
        .manager
        .choose_account(visit.session, &caller, &account.id)?;
    Ok(Answer::done(
        DASHBOARD,
        format!("Account {name} is created."),
    ))
}

/// Chooses an account.
pub(super) fn select(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let account = visit.input.get("account");
    visit
        .site
        .manager
        .choose_account(visit.session, &visit.caller, account)?;
    Ok(Answer::GoTo(DASHBOARD.to_owned(), None))
}
