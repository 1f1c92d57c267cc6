//! One KMIP server: what is known of it, a test of it, its end.

use pure_core::kmip_server::KmipServer;
use pure_core::operation::{KmipServerTest, TestResult};
use pure_pages::{Actions, Cell, Facts, Field, Fold, Notice, Page, Section, Table, Tone};

use super::place::{self, KMIP_SERVERS};
use super::refused::Refused;
use super::shown;
use super::visit::{Answer, Visit};

/// What is known of it.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let server = visit.purity()?.kmip_server(&visit.object()?)?;
    let page = Page::new(server.name.as_str()).lead("KMIP server");
    known(visit, page, &server)
}

/// The page, with what is known of it.
fn known(visit: &Visit<'_>, page: Page, server: &KmipServer) -> Result<Page, Refused> {
    let detail = visit.purity()?.kmip_server_detail(server)?;
    let name = server.name.as_str();
    let own = place::kmip_server(name);
    let certificate = server.certificate.as_str();
    let token = match detail.holds_token {
        true => Cell::tone(Tone::Good, "its key locks this array"),
        false => Cell::text("not here"),
    };
    let facts = Facts::new()
        .fact("URI", Cell::code(&server.uris))
        .fact(
            "Certificate",
            Cell::link(&place::certificate(certificate), certificate),
        )
        .fact(
            "Certificate valid to",
            Cell::text(shown::day(detail.certificate_validity.to)),
        )
        .fact(
            "CA issued to",
            shown::maybe(Some(&detail.ca_subjects.join("; "))),
        )
        .maybe(
            "CA valid to",
            detail.ca_valid_to.map(|time| Cell::text(shown::day(time))),
        )
        .fact("Security token", token);
    let mut actions = Actions::new().form(visit.form(&format!("{own}/test")).submit("Test"));
    if visit.may_administer() {
        let change = format!("{own}/change");
        actions = actions.link(&change, "Change", "Change the KMIP server");
    }
    let mut page = page.actions(actions);
    page = page.part(Section::new("Details").part(facts));
    if let Some(ca) = &server.ca_certificate {
        page = page.part(
            Section::new("CA certificate")
                .part(Cell::block("The CA certificate in PEM", ca.as_pem())),
        );
    }
    if visit.may_administer() && !detail.holds_token {
        let form = visit
            .form(&format!("{own}/delete"))
            .field(
                Field::check(
                    "sure",
                    "Delete it. Keys there that the array no longer uses are destroyed first.",
                )
                .required(),
            )
            .submit("Delete")
            .grave();
        page = page.part(
            Section::new("Delete").part(Fold::new("Delete this KMIP server").grave().part(form)),
        );
    }
    Ok(page)
}

/// Tests every URI, and shows what came out, stage by stage.
pub(super) fn test(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    let purity = visit.purity()?;
    let server = purity.kmip_server(&name)?;
    let test = purity.test_kmip_server(&server)?;
    let verdict = match test.is_ok() {
        true => Notice::good(format_args!("The test of KMIP server {name} is OK.")),
        false => Notice::bad(format_args!("The test of KMIP server {name} FAILED.")),
    };
    let mut tested = Page::new(name.as_str())
        .lead("KMIP server")
        .notices([verdict]);
    if let Some(summary) = test.summary() {
        tested = tested.notices([Notice::warning(summary.message())]);
    }
    tested = test
        .results
        .iter()
        .fold(tested, |page, result| page.part(uri(&test, result)));
    let tested = known(visit, tested, &server)?;
    Ok(Answer::page(tested))
}

/// What came out at one URI.
fn uri(test: &KmipServerTest, result: &TestResult) -> Section {
    let failed = result
        .verdict
        .as_ref()
        .err()
        .map(|diagnosis| diagnosis.stage);
    let columns = ["Stage", "Status", "Time", "Details"];
    let caption = format!("Test of {} at {}", test.server, result.uri);
    let done = result
        .stages
        .iter()
        .filter(|report| Some(report.stage) != failed);
    let mut table = done.fold(Table::new(&caption, columns), |table, report| {
        let facts = report
            .facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        table.row([
            Cell::text(report.stage),
            Cell::tone(Tone::Good, "OK"),
            Cell::number(milliseconds(report.took)),
            Cell::text(facts.collect::<Vec<_>>().join("; ")),
        ])
    });
    let details = result.details();
    if !details.is_empty() {
        let took = result
            .stages
            .iter()
            .find(|report| Some(report.stage) == failed);
        let tone = if result.verdict.is_ok() {
            Tone::Warning
        } else {
            Tone::Bad
        };
        table = table.row([
            Cell::text(failed.map_or_else(|| "Verdict".to_owned(), |stage| stage.to_string())),
            Cell::tone(tone, result.status()),
            Cell::number(
                took.map(|report| milliseconds(report.took))
                    .unwrap_or_default(),
            ),
            Cell::text(details),
        ]);
    }
    Section::new(&format!(
        "Test at {} from {}",
        result.uri, result.controller
    ))
    .part(table)
}

fn milliseconds(time: std::time::Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// Deletes it.
pub(super) fn delete(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let name = visit.object()?;
    visit.sure()?;
    visit.purity()?.delete_kmip_server(&name, false)?;
    Ok(Answer::done(
        KMIP_SERVERS,
        format!("KMIP server {name} is deleted."),
    ))
}
