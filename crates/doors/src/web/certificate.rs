//! One certificate: what is in it, a signing request for it, its end.

use pure_core::certificate::{MANAGEMENT, Request};
use pure_core::{NamePattern, Purity};
use pure_pages::{Actions, Cell, Facts, Field, Fold, Page, Section};

use super::certificates::{alternative_names, subject_changes, subject_fields, validity};
use super::place::{self, CERTIFICATES};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};

/// What is in it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let purity = visit.purity()?;
    // Somebody may delete it meanwhile.
    purity.at_once(|| of_moment(visit, &purity))
}

fn of_moment(visit: &Visit<'_>, purity: &Purity) -> Result<Page, Refused> {
    let certificate = purity.certificate(&visit.object()?)?;
    let detail = purity.certificate_detail(&certificate)?;
    let pem = purity.certificate_pem(&certificate)?;
    let intermediates = purity.intermediates_pem(&certificate)?;
    let servers = purity.kmip_servers(&NamePattern::all())?;
    let shown_to: Vec<String> = servers
        .iter()
        .filter(|server| server.certificate == certificate.name)
        .map(|server| server.name.to_string())
        .collect();
    let used = match (certificate.name.as_str() == MANAGEMENT, shown_to.is_empty()) {
        (true, _) => "this web server".to_owned(),
        (false, true) => "nothing".to_owned(),
        (false, false) => format!("KMIP server {}", shown_to.join(", ")),
    };
    let summary = &certificate.summary;
    let text = |value: &Option<String>| value.as_deref().map(Cell::text);
    let facts = Facts::new()
        .fact("Status", Cell::text(certificate.status.as_str()))
        .fact("Used by", Cell::text(used))
        .fact(
            "Key",
            Cell::text(format_args!(
                "{}, {} bits",
                summary.key_algorithm.as_str(),
                summary.key_size
            )),
        )
        .maybe("Issued to", text(&summary.issued_to))
        .maybe("Issued by", text(&summary.issued_by))
        .fact("Valid from", Cell::text(shown::time(summary.validity.from)))
        .fact("Valid to", validity(&summary.validity, purity.now()))
        .maybe("Common name", text(&summary.common_name))
        .maybe("Organization", text(&summary.organization))
        .maybe("Organizational unit", text(&summary.organizational_unit))
        .maybe("Locality", text(&summary.locality))
        .maybe("State", text(&summary.state))
        .maybe("Country", text(&summary.country))
        .maybe("Email", text(&summary.email))
        .fact(
            "Alternative names",
            Cell::text(detail.alternative_names.join(", ")),
        )
        .fact("Uses", Cell::text(detail.uses.join(", ")))
        .fact("Serial number", Cell::code(detail.serial))
        .fact("SHA-256", Cell::code(detail.fingerprint));
    let name = certificate.name.as_str();
    let own = place::certificate(name);
    let mut page = Page::new(name).part(Section::new("Details").part(facts));
    let mut text = Section::new("In PEM").part(Cell::block("The certificate in PEM", pem));
    if !intermediates.is_empty() {
        text = text.part(Cell::block("Its intermediates in PEM", intermediates));
    }
    page = page.part(text);
    if visit.may_administer() {
        let actions = [
            ("change", "Change", "Change its attributes"),
            (
                "request",
                "Signing request",
                "Make a certificate signing request",
            ),
            ("import", "Import", "Import a certificate in its place"),
        ];
        let link = |all: Actions, (verb, label, words): (&str, &str, &str)| {
            all.link(&format!("{own}/{verb}"), label, words)
        };
        page = page.actions(actions.into_iter().fold(Actions::new(), link));
        if name != MANAGEMENT {
            let form = visit
                .form(&format!("{own}/delete"))
                .field(
                    Field::check(
                        "sure",
                        "Delete it with its private key. This cannot be undone.",
                    )
                    .required(),
                )
                .submit("Delete")
                .grave();
            page = page.part(
                Section::new("Delete")
                    .part(Fold::new("Delete this certificate").grave().part(form)),
            );
        }
    }
    Ok(page.lead("Certificate"))
}

/// The form for a signing request.
pub(super) fn request_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let certificate = visit.purity()?.certificate(&visit.object()?)?;
    let own = place::certificate(certificate.name.as_str());
    let form = visit
        .form(&format!("{own}/request"))
        .fields(subject_fields(&visit.input))
        .field(
            Field::text("names", "Alternative names")
                .value(visit.input.get("names"))
                .hint("DNS names and addresses, with commas between. Without any, those of the certificate."),
        )
        .field(Field::check("new-key", "For a new key, of the kind and size of the certificate's").value(visit.input.get("new-key")))
        .submit("Make the request")
        .cancel(&own);
    Ok(Page::new("Signing request")
        .lead(&format!(
            "For certificate {}. What is left empty is as in the certificate.",
            certificate.name
        ))
        .part(Section::new("Subject").part(form)))
}

/// Makes a signing request, and shows it.
pub(super) fn request(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    let options = Request {
        subject: subject_changes(&visit.input, false)?,
        alternative_names: alternative_names(&visit.input)?,
        new_key: visit.input.is_on("new-key"),
    };
    let pem = visit.purity()?.certificate_request(&name, &options)?;
    let section = Section::new("Request")
        .words("Have it signed by a certificate authority, and import the certificate in the place of this one: its key is kept here.")
        .part(Cell::block("The request in PEM", pem));
    let back = Actions::new().link(
        &place::certificate(name.as_str()),
        "Back to the certificate",
        "",
    );
    let page = Page::new("Signing request")
        .lead(&format!("For certificate {name}."))
        .actions(back);
    Ok(Answer::page(page.part(section)))
}

/// Deletes it with its key.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    visit.sure()?;
    visit.purity()?.delete_certificate(&name)?;
    Ok(Answer::done(
        CERTIFICATES,
        format!("Certificate {name} is deleted."),
    ))
}
