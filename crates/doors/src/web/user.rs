//! One user: password, API token, end.

use pure_core::clock::Span;
use pure_core::user::{FACTORY_USER, UserName};
use pure_pages::{Cell, Facts, Field, Fold, Page, Section};
use secrecy::ExposeSecret;

use super::place::{self, USERS};
use super::refused::Refused;
use super::shown;
use super::users::{new_password, password};
use super::visit::{Answer, Visit};

fn name(visit: &Visit<'_>) -> Result<UserName, Refused> {
    visit.name().parse().map_err(|_| Refused::nothing_there())
}

/// Everybody may change what is the own; the rest takes an administrator.
fn allowed(visit: &Visit<'_>) -> Result<UserName, Refused> {
    let name = name(visit)?;
    match name == visit.user.name || visit.may_administer() {
        true => Ok(name),
        false => Err(Refused::role()),
    }
}

/// What is known of the user.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let user = visit.users()?.get(&name(visit)?)?;
    let own = place::user(user.name.as_str());
    let token = match &user.token {
        None => Cell::text("none"),
        Some(times) => {
            let made = shown::time(times.created);
            match times.expires {
                Some(expires) => {
                    Cell::text(format_args!("made {made}, until {}", shown::time(expires)))
                }
                None => Cell::text(format_args!("made {made}, without end")),
            }
        }
    };
    let facts = Facts::new()
        .fact("Role", Cell::text(user.role.as_str()))
        .fact("Created", Cell::text(shown::time(user.created)))
        .fact("API token", token);
    let mut page = Page::new(user.name.as_str())
        .lead("User")
        .part(Section::new("Details").part(facts));
    if allowed(visit).is_err() {
        return Ok(page);
    }
    let is_own = user.name == visit.user.name;
    let mut form = visit.form(&format!("{own}/password"));
    if is_own {
        form = form.field(Field::password("old", "Present password").required());
    }
    let form = form.fields(new_password()).submit("Change the password");
    page = page.part(Section::new("Password").part(form));
    let form = match user.token {
        None => visit
            .form(&format!("{own}/token"))
            .field(
                Field::text("lifetime", "Lifetime")
                    .hint("As 30d or 12h. Without one it is good until it is deleted."),
            )
            .submit("Make an API token"),
        Some(_) => visit
            .form(&format!("{own}/token-delete"))
            .submit("Delete the API token")
            .grave(),
    };
    page = page.part(
        Section::new("API token")
            .words("By which programs come in over REST.")
            .part(form),
    );
    if visit.may_administer() && user.name.as_str() != FACTORY_USER && !is_own {
        let form = visit
            .form(&format!("{own}/delete"))
            .field(Field::check("sure", "Delete the user and the API token.").required())
            .submit("Delete")
            .grave();
        page = page
            .part(Section::new("Delete").part(Fold::new("Delete this user").grave().part(form)));
    }
    Ok(page)
}

/// Changes the password. Whoever changes the own has to know the old one; other sessions of the user end.
pub(super) fn change_password(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = allowed(visit)?;
    let users = visit.users()?;
    if name == visit.user.name {
        users.by_password(name.as_str(), visit.input.get("old"))?;
    }
    users.set_password(&name, &password(visit)?)?;
    visit.site.sessions.end_others(&name, visit.session);
    visit.site.door.sessions.end_others(&name, "");
    let told = format!(
        "The password of user {name} is changed, and the other sessions of {name} are ended."
    );
    Ok(Answer::done(place::user(name.as_str()), told))
}

/// Makes an API token, and shows it this once.
pub(super) fn create_token(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = allowed(visit)?;
    let lifetime = visit
        .input
        .typed("lifetime")
        .map(str::parse::<Span>)
        .transpose();
    let lifetime = lifetime.map_err(|reason| Refused::field("Lifetime", reason))?;
    let made = visit.users()?.create_token(&name, lifetime)?;
    let shown = Cell::copy("api-token-value", "API token", made.token.expose_secret());
    let section = Section::new("API token")
        .words("It is shown this once. Keep it where only its program reads it.")
        .part(shown);
    let back = pure_pages::Actions::new().link(&place::user(name.as_str()), "Back to the user", "");
    let page = Page::new(name.as_str())
        .lead("User")
        .actions(back)
        .part(section);
    Ok(Answer::page(page))
}

/// Deletes the API token.
pub(super) fn delete_token(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = allowed(visit)?;
    visit.users()?.delete_token(&name)?;
    Ok(Answer::done(
        place::user(name.as_str()),
        "The API token is deleted.",
    ))
}

/// Deletes the user.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = name(visit)?;
    visit.sure()?;
    visit.users()?.delete(&name)?;
    visit.site.sessions.end_others(&name, "");
    Ok(Answer::done(USERS, format!("User {name} is deleted.")))
}
