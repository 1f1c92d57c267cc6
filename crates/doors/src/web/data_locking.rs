//! Rapid Data Locking: the security token.

use pure_core::operation::Condition;
use pure_core::power::State;
use pure_core::token::Kind;
use pure_pages::{Actions, Cell, Facts, Notice, Page, Section, Table, Tone};

use super::events::Snapshot;
use super::place;
use super::refused::Refused;
use super::token_seen::TokenSeen;
use super::visit::{Answer, Visit};
use super::{overview, shown};

const TEST: &str = "/data-locking/test";

/// How the token is, asked at this moment.
pub(super) fn page(visit: &Visit<'_>) -> Result<Page, Refused> {
    let snapshot = Snapshot::take(visit.site);
    let (section, message, seen) = status(visit)?;
    Ok(titled()
        .live(&snapshot.with_token(&seen).path())
        .part(section)
        .part(message))
}

fn titled() -> Page {
    Page::new("Rapid Data Locking").lead(
        "Without the secret of its security token the array stays locked after a loss of power.",
    )
}

fn status(visit: &Visit<'_>) -> Result<(Section, Section, TokenSeen), Refused> {
    let purity = visit.purity()?;
    let (status, seen) = visit.site.token.look(&purity)?;
    let power = visit.bench()?.power()?.status.state;
    let facts = Facts::new().fact("State", Cell::tone(seen.tone, seen.condition));
    let facts = match &status.token {
        None => facts,
        Some(token) => {
            let facts = facts.fact("Type", Cell::text(token.kind.as_str()));
            let facts = match &token.kind {
                Kind::Kmip(server) => facts
                    .fact(
                        "Server",
                        Cell::link(&place::kmip_server(server.name.as_str()), &server.name),
                    )
                    .fact("URI", Cell::code(&server.uris)),
                Kind::SmartCard => facts,
            };
            let key = token.sealed_key();
            facts
                .fact("Key", Cell::code(key.name))
                .fact("Key ID", Cell::code(key.id))
                .fact("Signature", Cell::code(token.signature))
        }
    };
    let facts = facts.fact("Array", overview::state(&power));
    let section = Section::new("Security token").part(facts).live();
    let section = match status.token {
        Some(_) => section.actions(Actions::new().form(visit.form(TEST).submit("Test"))),
        None => section.words(
            "The array is locked with its drives alone. Whoever has enough of them, has its data.",
        ),
    };
    let meaning = Section::new("What this means").live();
    // As the guide's last figure has it.
    let reason = seen.reason.as_ref().map(|reason| match &status.condition {
        Condition::Mismatch(_) => format!("No matching key is found: key mismatch. {reason}"),
        _ => reason.clone(),
    });
    let meaning = match (&reason, &power, &status.token) {
        (Some(reason), State::Locked(_), _) => meaning
            .part(Notice::bad(reason))
            .words("The array is locked, and stays so until its key is back."),
        (Some(reason), ..) => meaning
            .part(Notice::bad(reason))
            .words("The array runs as long as it has power. Without power it would be locked, and stay so."),
        (None, _, Some(_)) => meaning.words("The key is there and is the right one: the array would unlock."),
        (None, _, None) => meaning.words("The array would unlock with its drives."),
    };
    Ok((section, meaning, seen))
}

/// Plays an unlock by every URI, and shows what came out.
pub(super) fn test(visit: &Visit<'_>) -> Result<Answer, Refused> {
    let purity = visit.purity()?;
    let tested = purity.test_token()?;
    let verdict = match tested.is_ok() {
        true => Notice::good("The array would unlock."),
        false => Notice::bad("The array could not be unlocked by every way that it has."),
    };
    let table = Table::new(
        "Test of the security token",
        ["Controller", "URI", "Status", "Details"],
    );
    let table = tested.rows.iter().fold(table, |table, row| {
        let (tone, word) = match row.fault {
            None => (Tone::Good, "OK"),
            Some(_) => (Tone::Bad, "FAILED"),
        };
        let details = row.fault.as_ref().map(ToString::to_string);
        table.row([
            Cell::text(row.controller),
            row.uri.as_ref().map(Cell::code).unwrap_or_default(),
            Cell::tone(tone, word),
            shown::maybe(details.as_deref()),
        ])
    });
    let (section, message, _) = status(visit)?;
    let told = tested
        .notices
        .iter()
        .map(|notice| Notice::warning(notice.message()));
    Ok(Answer::page(
        titled()
            .notices([verdict])
            .notices(told)
            .part(Section::new("Test").part(table))
            .part(section)
            .part(message),
    ))
}
