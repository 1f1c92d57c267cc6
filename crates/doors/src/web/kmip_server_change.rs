//! Changing what is known of a KMIP server.

use pure_core::kmip_server::CaCertificate;
use pure_core::operation::KmipServerChange;
use pure_pages::{Page, Section};

use super::kmip_servers::{Typed, fields, typed};
use super::place;
use super::refused::Refused;
use super::visit::{Answer, Visit};

/// The form, with what is known of it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let server = visit.purity()?.kmip_server(&visit.object()?)?;
    let own = place::kmip_server(server.name.as_str());
    let input = &visit.input;
    let uris: Vec<String> = server.uris.iter().map(ToString::to_string).collect();
    let ca = server.ca_certificate.as_ref().map(CaCertificate::as_pem);
    let form = visit
        .form(&format!("{own}/change"))
        .fields(fields(
            visit,
            &Typed {
                uris: input.typed("uris").unwrap_or(&uris.join(", ")),
                certificate: input
                    .typed("certificate")
                    .unwrap_or(server.certificate.as_str()),
                ca_certificate: input.typed("ca-certificate").or(ca).unwrap_or_default(),
            },
        )?)
        .submit("Change")
        .cancel(&own);
    Ok(Page::new("Change a KMIP server")
        .lead(&format!(
            "KMIP server {}. When the array is locked with a key there, the change is tested first, and refused when \
             the array could not be unlocked after it.",
            server.name
        ))
        .part(Section::new("KMIP server").part(form)))
}

/// Changes it.
pub(super) fn change(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    let typed = typed(visit)?;
    let change = KmipServerChange {
        uris: Some(typed.uris),
        certificate: Some(typed.certificate),
        ca_certificate: typed.ca_certificate,
    };
    visit.purity()?.change_kmip_server(&name, &change, false)?;
    Ok(Answer::done(
        place::kmip_server(name.as_str()),
        format!("KMIP server {name} is changed."),
    ))
}
