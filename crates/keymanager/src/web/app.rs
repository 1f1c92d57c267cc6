//! One app: its UUID, how it proves who it is, its groups, its end.

use pure_pages::{Actions, Cell, Facts, Field, Fold, Page, Section, Table, Tone};

use super::apps::interface;
use super::audit_log;
use super::place::{self, APPS};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};
use crate::model::{App, Method};

/// What is known of it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let app = visit.app()?;
    with_key(visit, &app, Section::new("API key"))
}

fn with_key(visit: &Visit<'_>, app: &App, key: Section) -> Result<Page, Refused> {
    let own = place::app(&app.id);
    let uuid = Facts::new().fact("UUID", Cell::copy("app-uuid", "UUID of the app", &app.id));
    let enabled = match app.enabled {
        true => Cell::tone(Tone::Good, "enabled"),
        false => Cell::tone(Tone::Quiet, "disabled"),
    };
    let facts = uuid
        .fact("State", enabled)
        .fact("Interface", Cell::text(interface(app)))
        .fact("Authentication method", Cell::text(app.method().as_str()))
        .maybe("Description", shown::maybe(app.description.as_deref()))
        .fact("Created", Cell::text(shown::time(app.created)))
        .fact("Created by", Cell::text(visit.shown(&app.creator)))
        .maybe(
            "Last used",
            app.last_used.map(|time| Cell::text(shown::time(time))),
        );
    let groups = app
        .groups
        .iter()
        .fold(Table::new("Groups", ["Group"]), |table, group| {
            table.row([Cell::link(&place::group(&group.id), &group.name)])
        });
    let may_change = visit.may_change();
    let mut info = Section::new("Info").live().part(facts);
    if may_change {
        let words = if app.enabled { "Disable" } else { "Enable" };
        info = info.actions(
            Actions::new()
                .link(&format!("{own}/method"), "Change authentication method", "")
                .form(visit.form(&format!("{own}/switch")).submit(words)),
        );
    }
    let mut page = visit.live(&app.name).lead("App").part(info);
    if may_change && app.method() == Method::ApiKey {
        let key = key.actions(
            Actions::new()
                .form(
                    visit
                        .form(&format!("{own}/api-key"))
                        .submit("VIEW API KEY DETAILS"),
                )
                .form(
                    visit
                        .form(&format!("{own}/regenerate"))
                        .submit("REGENERATE"),
                ),
        );
        page = page.part(
            key.words("It is shown on demand only. Regenerating it makes the old one useless."),
        );
    }
    page = page.part(Section::new("Groups").live().part(groups));
    let recent = audit_log::table(visit, Some(&app.id), 10)?;
    page = page.part(Section::new("Recent activity").live().part(recent));
    if may_change {
        let form = visit
            .form(&format!("{own}/delete"))
            .field(
                Field::check("sure", "Delete the app. It can no longer reach its keys.").required(),
            )
            .submit("Proceed")
            .grave();
        page = page.part(Section::new("Delete").part(Fold::new("DELETE").grave().part(form)));
    }
    Ok(page)
}

/// Shows the API key, in both forms.
pub(super) fn api_key(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.app()?;
    let key = visit.manager.dsm_api_key(&app)?;
    let secret = visit.manager.api_key(&app)?;
    let facts = Facts::new()
        .fact("API key", Cell::copy("api-key-value", "API key", &key))
        .fact("Username", Cell::copy("api-key-user", "Username", &app.id))
        .fact(
            "Password",
            Cell::copy("api-key-password", "Password", &secret),
        );
    Ok(Answer::page(with_key(
        visit,
        &app,
        Section::new("API key").part(facts),
    )?))
}

/// Makes a new API key.
pub(super) fn regenerate(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.manager.reset_api_key(&visit.app()?, None)?;
    Ok(Answer::done(
        place::app(&app.id),
        "The API key is regenerated. The old one is of no use any more.",
    ))
}

/// The form to change the authentication method: which, then with what.
pub(super) fn method_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let app = visit.app()?;
    let own = place::app(&app.id);
    let chosen = visit.input.get("method");
    if chosen == "certificate" {
        return Ok(certificate_page(visit, &app));
    }
    let now = match app.method() {
        Method::ApiKey => "api-key",
        Method::Certificate => "certificate",
    };
    let form = visit
        .form(&format!("{own}/method"))
        .field(
            Field::choice(
                "method",
                "Authentication method",
                [("api-key", "API Key"), ("certificate", "Certificate")],
            )
            .value(now)
            .required(),
        )
        .submit("SAVE")
        .cancel(&own);
    Ok(Page::new("Change authentication method")
        .lead(&format!("of app {}", app.name))
        .part(Section::new("Method").part(form)))
}

fn certificate_page(visit: &Visit<'_>, app: &App) -> Page {
    let own = place::app(&app.id);
    let form = visit
        .form(&format!("{own}/certificate"))
        .field(Field::file("certificate", "UPLOAD NEW CERTIFICATE"))
        .field(
            Field::area("certificate", "Certificate")
                .value(visit.input.get("certificate"))
                .hint("In PEM, as the array shows it. Its common name is the UUID of the app.")
                .code()
                .required(),
        )
        .field(
            Field::check(
                "credential",
                "The present credential of the app stops working at once.",
            )
            .required(),
        )
        .field(
            Field::check(
                "sessions",
                "Sessions and clients of the app that are open are cut off.",
            )
            .required(),
        )
        .submit("UPDATE")
        .cancel(&own);
    let uuid = Facts::new().fact("UUID", Cell::copy("app-uuid", "UUID of the app", &app.id));
    Page::new("Add certificate")
        .lead(&format!("App {}", app.name))
        .part(Section::new("Certificate").part(uuid).part(form))
}

/// Asks for the certificate, or makes an API key.
pub(super) fn method(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.app()?;
    match visit.input.get("method") {
        "certificate" => Ok(Answer::page(certificate_page(visit, &app))),
        "api-key" if app.method() == Method::ApiKey => Ok(Answer::done(
            place::app(&app.id),
            "The authentication method is API Key already.",
        )),
        "api-key" => regenerate(visit),
        _ => Err(Refused::field(
            "Authentication method",
            "There is no such one.",
        )),
    }
}

/// Where the certificate is added.
pub(super) fn certificate_again(visit: &Visit<'_>) -> Result<Page, Refused> {
    Ok(certificate_page(visit, &visit.app()?))
}

/// Changes the method to Certificate.
pub(super) fn certificate(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.app()?;
    visit.sure(&["credential", "sessions"])?;
    let der = visit
        .manager
        .read_certificate(&app, visit.input.get("certificate"))?;
    visit.manager.set_certificate(&app, &der)?;
    Ok(Answer::done(
        place::app(&app.id),
        "The authentication method is Certificate. The API key is of no use any more.",
    ))
}

/// Lets the app in, or not any more.
pub(super) fn switch(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.app()?;
    let changed = visit.manager.change_app(&app.id, |app| {
        app.enabled = !app.enabled;
        Ok(())
    })?;
    let word = if changed.enabled {
        "enabled"
    } else {
        "disabled"
    };
    Ok(Answer::done(
        place::app(&app.id),
        format!("App {} is {word}.", app.name),
    ))
}

/// Deletes it.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    visit.caller.may_change()?;
    let app = visit.app()?;
    visit.sure(&["sure"])?;
    visit.manager.delete_app(&app.id)?;
    Ok(Answer::done(APPS, format!("App {} is deleted.", app.name)))
}
