//! Another certificate in the place of one: with other attributes, or made elsewhere.

use pure_core::Purity;
use pure_core::certificate::{
    AlternativeName, Certificate, Changes, Days, Import, NewKey, Replacement, Status,
};
use pure_pages::{Field, Page, Section};

use super::certificates::{
    SUBJECT, alternative_names, import_fields, imported, subject_changes, typed,
};
use super::place;
use super::refused::Refused;
use super::visit::{Answer, Visit};

/// What both forms say first.
const TESTED: &str = "When the array is locked with a key that it gets by this certificate, the new one is tested \
                      first, and refused when the array could not be unlocked with it.";

/// The form for other attributes.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let purity = visit.purity()?;
    let certificate = purity.certificate(&visit.object()?)?;
    let names = names_of(&purity, &certificate)?;
    let (input, own) = (&visit.input, place::certificate(certificate.name.as_str()));
    let is_sent = !input.get("form-token").is_empty();
    let shown = |field: &str, now: &str| match is_sent {
        true => input.get(field).to_owned(),
        false => now.to_owned(),
    };
    let subject = SUBJECT.map(|(name, label, hint)| {
        let now = attribute(&certificate, name).unwrap_or_default();
        Field::text(name, label).value(&shown(name, now)).hint(hint)
    });
    let form = visit
        .form(&format!("{own}/change"))
        .fields(subject)
        .field(
            Field::text("names", "Alternative names")
                .value(&shown("names", &names))
                .hint("DNS names and addresses, with commas between."),
        )
        .field(
            Field::text("days", "Days of validity")
                .value(input.get("days"))
                .hint("From now on. Without any, as many as the certificate had."),
        )
        .field(
            Field::check(
                "new-key",
                "With a new key, of the kind and size of the old one",
            )
            .value(input.get("new-key")),
        )
        .submit("Change")
        .cancel(&own);
    let is_imported = certificate.status == Status::Imported;
    let lead = format!(
        "A self-signed certificate in the place of {}.",
        certificate.name
    );
    let mut section = Section::new("Certificate").words(TESTED);
    if is_imported {
        section = section.words("It takes the place of an imported one, and gets a new key.");
    }
    Ok(Page::new("Change a certificate")
        .lead(&lead)
        .part(section.part(form)))
}

/// Its alternative names as they are typed.
fn names_of(purity: &Purity, certificate: &Certificate) -> Result<String, Refused> {
    let names = purity
        .certificate_contents(certificate)?
        .alternative_names();
    let names = names.map_err(pure_core::Error::from)?;
    let typed = names.iter().filter_map(|name| {
        let (_, name) = name.split_once(':')?;
        name.parse::<AlternativeName>().is_ok().then_some(name)
    });
    Ok(typed.collect::<Vec<_>>().join(", "))
}

fn attribute<'a>(certificate: &'a Certificate, field: &str) -> Option<&'a str> {
    let summary = &certificate.summary;
    match field {
        "common-name" => summary.common_name.as_deref(),
        "organization" => summary.organization.as_deref(),
        "organizational-unit" => summary.organizational_unit.as_deref(),
        "locality" => summary.locality.as_deref(),
        "state" => summary.state.as_deref(),
        "country" => summary.country.as_deref(),
        "email" => summary.email.as_deref(),
        _ => None,
    }
}

/// Puts a self-signed certificate with what was typed in the place of the old one.
pub(super) fn change(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let (name, purity) = (visit.object()?, visit.purity()?);
    // Those that are left as they were may follow a new common name.
    let names = match visit.input.get("names").trim() {
        typed if typed == names_of(&purity, &purity.certificate(&name)?)? => None,
        _ => alternative_names(&visit.input)?.or(Some(Vec::new())),
    };
    let changes = Changes {
        subject: subject_changes(&visit.input, true)?,
        alternative_names: names,
        days: typed::<Days>(&visit.input, "days", "Days of validity")?,
        key: match visit.input.is_on("new-key") {
            true => NewKey::LikeTheOld,
            false => NewKey::WhenImported,
        },
        replaces_imported: true,
    };
    replace(visit, &Replacement::SelfSigned(&changes))?;
    Ok(Answer::done(
        place::certificate(name.as_str()),
        format!("Certificate {name} is changed."),
    ))
}

fn replace(visit: &Visit<'_>, replacement: &Replacement<'_>) -> Result<(), Refused> {
    let name = visit.object()?;
    visit
        .purity()?
        .change_certificate(&name, replacement, false)?;
    Ok(())
}

/// The form for one that was made elsewhere, as for a signing request of this one.
pub(super) fn import_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let certificate = visit.purity()?.certificate(&visit.object()?)?;
    let own = place::certificate(certificate.name.as_str());
    let form = visit
        .form(&format!("{own}/import"))
        .fields(import_fields(&visit.input))
        .submit("Import")
        .cancel(&own);
    Ok(Page::new("Import in its place")
        .lead(&format!(
            "A certificate that was made elsewhere in the place of {}.",
            certificate.name
        ))
        .part(Section::new("Certificate").words(TESTED).part(form)))
}

/// Puts one that was made elsewhere in the place of the old one.
pub(super) fn import(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    let import: Import<'_> = imported(&visit.input);
    replace(visit, &Replacement::Import(&import))?;
    Ok(Answer::done(
        place::certificate(name.as_str()),
        format!("Certificate {name} is imported."),
    ))
}
