//! The account: its name, what deactivation does; the user's own password.

use pure_pages::{Cell, Facts, Field, Page, Section};
use zeroize::Zeroizing;

use super::place::SETTINGS;
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::{KeyOps, Name, Password};

/// Where the own password is changed.
pub(super) const PASSWORD: &str = "/settings/password";

/// What can be set.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let account = visit.account()?;
    let facts = Facts::new()
        .fact(
            "Account ID",
            Cell::copy("account-id", "Account ID", &account.id),
        )
        .fact("Created", Cell::text(shown::time(account.created)));
    let mut section = Section::new("Account").part(facts);
    if visit.caller.may_administer().is_ok() {
        let form = visit
            .form(SETTINGS)
            .field(
                Field::text("name", "Account name")
                    .value(&account.name)
                    .required(),
            )
            .field(
                Field::text("description", "Description")
                    .value(account.description.as_deref().unwrap_or_default()),
            )
            .field(
                Field::check("keeps", "Keys stay enabled when they are deactivated")
                    .on(account.keeps_enabled),
            )
            .field(
                Field::check("export", "Keys that are made by KMIP get EXPORT")
                    .on(account.adds.contains(KeyOps::EXPORT)),
            )
            .submit("SAVE");
        section = section.part(form);
    }
    let password = visit
        .form(PASSWORD)
        .field(Field::password("old", "Present password").required())
        .field(
            Field::new_password("password", "New password")
                .hint("8 to 100 characters.")
                .required(),
        )
        .field(Field::new_password("again", "Retype password").required())
        .submit("CHANGE PASSWORD");
    let own = Section::new("Your password")
        .words("Changing it ends your sessions, this one too: log in again then.")
        .part(password);
    Ok(Page::new("Settings").part(section).part(own))
}

/// Changes the account.
pub(super) fn change(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let account = visit.caller.may_administer()?;
    let name: Name = visit.name("name", "Account name")?;
    let description = visit.input.typed("description").map(str::to_owned);
    let keeps_enabled = visit.input.is_on("keeps");
    let export = visit.input.is_on("export");
    visit.manager.change_account(&account.id, |account| {
        account.name = name.to_string();
        account.description = description;
        account.keeps_enabled = keeps_enabled;
        account.adds = match export {
            true => account.adds | KeyOps::EXPORT,
            false => account.adds.without(KeyOps::EXPORT),
        };
        Ok(())
    })?;
    Ok(Answer::done(SETTINGS, "The settings are saved."))
}

/// Changes the own password, for whoever knows the present one.
pub(super) fn password(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let input = &visit.input;
    if input.get("password") != input.get("again") {
        return Err(Refused::field("Retype password", "It is not the same."));
    }
    let new = Password::new(Zeroizing::new(input.get("password").to_owned()));
    let new = new.map_err(|reason| Refused::field("New password", reason))?;
    visit
        .manager
        .user_by_password(&visit.user.email, input.get("old"))?;
    visit.manager.set_password(&visit.user.id, &new)?;
    Ok(Answer::GoTo(SETTINGS.to_owned(), None))
}
