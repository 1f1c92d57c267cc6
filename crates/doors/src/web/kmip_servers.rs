//! The KMIP servers: the list, and making new ones.

use pure_core::NamePattern;
use pure_core::kmip_server::{CaCertificate, NewKmipServer, Uri, Uris};
use pure_pages::{Actions, Cell, Field, Page, Section, Table};

use super::events::Snapshot;
use super::place::{self, KMIP_SERVERS};
use super::refused::Refused;
use super::visit::{Answer, Visit};

pub(super) const CREATE: &str = "/kmip-servers/create";

/// The KMIP servers by name.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let servers = visit.purity()?.kmip_servers(&NamePattern::all())?;
    let columns = ["Name", "URI", "Certificate", "CA certificate"];
    let table = servers.iter().fold(
        Table::new("KMIP servers", columns).empty("There is no KMIP server."),
        |table, server| {
            let certificate = server.certificate.as_str();
            table.row([
                Cell::link(&place::kmip_server(server.name.as_str()), &server.name),
                Cell::code(&server.uris),
                Cell::link(&place::certificate(certificate), certificate),
                Cell::text(if server.ca_certificate.is_some() {
                    "configured"
                } else {
                    "none"
                }),
            ])
        },
    );
    let mut page = Page::new("KMIP servers").live(&snapshot.path());
    if visit.may_administer() {
        page = page.actions(Actions::new().link(CREATE, "Create", "Create a KMIP server"));
    }
    Ok(page.part(Section::new("By name").part(table).live()))
}

/// The form for a new one.
pub(super) fn create_page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let input = &visit.input;
    let name = Field::text("name", "Name").value(input.get("name"));
    let typed = Typed {
        uris: input.get("uris"),
        certificate: input.get("certificate"),
        ca_certificate: input.get("ca-certificate"),
    };
    let form = visit
        .form(CREATE)
        .field(name.required().focus())
        .fields(fields(visit, &typed)?)
        .submit("Create")
        .cancel(KMIP_SERVERS);
    Ok(Page::new("Create a KMIP server")
        .lead("A key manager that the array asks for its key.")
        .part(Section::new("KMIP server").part(form)))
}

/// What is in the fields of a KMIP server.
pub(super) struct Typed<'a> {
    pub(super) uris: &'a str,
    pub(super) certificate: &'a str,
    pub(super) ca_certificate: &'a str,
}

/// The fields of a KMIP server, but for its name.
pub(super) fn fields(visit: &Visit<'_>, typed: &Typed<'_>) -> Result<[Field; 4], Refused> {
    let mut names = Vec::new();
    visit.purity()?.list_certificates(&[], |row| {
        names.push(row.name.to_owned());
        // A list of thousands is of no use: the name is typed then.
        match names.len() {
            0..=500 => std::ops::ControlFlow::Continue(()),
            _ => std::ops::ControlFlow::Break(()),
        }
    })?;
    let certificate = match names.len() {
        0..=500 => Field::choice(
            "certificate",
            "Certificate",
            names.iter().map(|name| (name, name)),
        ),
        _ => Field::text("certificate", "Certificate"),
    };
    Ok([
        Field::text("uris", "URIs")
            .value(typed.uris)
            .hint("Host and port of the key manager, as in kmip.example.com:5696; several with commas between.")
            .required(),
        certificate
            .value(typed.certificate)
            .hint("By which the key manager knows the array.")
            .required(),
        Field::file("ca-certificate", "Take the CA certificate from a file"),
        Field::area("ca-certificate", "CA certificate")
            .value(typed.ca_certificate)
            .hint("In PEM: who has signed the key manager's certificate.")
            .code(),
    ])
}

/// What was typed into the fields of a KMIP server.
pub(super) fn typed(visit: &Visit<'_>) -> Result<NewKmipServer, Refused> {
    let input = &visit.input;
    let field =
        |label: &'static str| move |reason: &dyn std::fmt::Display| Refused::field(label, reason);
    let uris = input
        .get("uris")
        .split([',', ' ', '\n'])
        .map(str::trim)
        .filter(|uri| !uri.is_empty());
    let uris = uris.map(|uri| uri.parse::<Uri>().map_err(|reason| field("URIs")(&reason)));
    let uris = uris.collect::<Result<Vec<_>, _>>()?;
    let ca: Option<Result<CaCertificate, _>> = input.typed("ca-certificate").map(str::parse);
    Ok(NewKmipServer {
        uris: Uris::try_from(uris).map_err(|reason| field("URIs")(&reason))?,
        certificate: input
            .get("certificate")
            .trim()
            .parse()
            .map_err(|reason: pure_core::InvalidName| field("Certificate")(&reason))?,
        ca_certificate: ca
            .transpose()
            .map_err(|reason| field("CA certificate")(&reason))?,
    })
}

/// Makes a KMIP server. The key manager is not asked.
pub(super) fn create(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.new_name()?;
    let options = typed(visit)?;
    visit.purity()?.create_kmip_server(&name, &options)?;
    Ok(Answer::done(
        place::kmip_server(name.as_str()),
        format!("KMIP server {name} is created. Test it before the array depends on it."),
    ))
}
