//! `puresim dsm app`

use clap::Subcommand;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use pure_console::prompt::{PemKind, pem, pem_file};
use pure_console::{Cell, Outcome, OutputOptions, confirm, emit, emit_done, emit_text, on};
use pure_dsm::{App, Group, NewApp, Noun, Session};
use secrecy::ExposeSecret;

use super::connection::Connection;
use super::{delete, made, time};
use crate::keymanager::args::{List, New, Show, ShowApp, Targets, UploadCertificate};
use crate::keymanager::{APP_CHECKS as CHECKS, APP_COLUMNS as COLUMNS};

/// A verb of `puresim dsm app`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an app, which authenticates with an API key at first
    ///
    /// An app is a client of the key manager, such as an array. It sees the keys of its groups, and the keys
    /// that it makes belong to the first of them. Its UUID is the common name of the certificate that it
    /// authenticates with once puresim dsm app certificate has uploaded it.
    #[command(mut_args = OutputOptions::of_one_row)]
    Create {
        /// Name of the new app
        #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// Group whose keys it sees; may be repeated [default: the only group]
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
        /// Interface that it uses
        #[arg(long, default_value = "kmip", value_parser = PossibleValuesParser::new(["kmip", "rest"]))]
        interface: String,
        /// What every creation has.
        #[command(flatten)]
        new: New,
    },
    /// List apps
    ///
    /// Lists the apps of the account.
    List(List),
    /// Show an app
    ///
    /// Shows the app in the columns of the list, or prints only its UUID or its API key, for scripts.
    #[command(mut_args = OutputOptions::of_one_row)]
    Show(ShowApp),
    /// Change an app's authentication method to Certificate, and upload the certificate
    ///
    /// Prompts for the certificate in PEM, whose common name must be the UUID of the app, or takes it from a
    /// file. The API key of the app no longer works afterwards.
    #[command(mut_args = OutputOptions::of_one_row)]
    Certificate(UploadCertificate),
    /// Delete apps; their keys stay in the group
    ///
    /// Asks for confirmation first, unless --yes is given.
    Delete(Targets),
}

fn row(app: &App, groups: &[Group]) -> Vec<Cell> {
    let name = |id: &str| {
        let known = groups.iter().find(|group| group.id == id);
        known.map_or_else(|| id.to_owned(), |group| group.name.clone())
    };
    let names: Vec<String> = app.groups().into_iter().map(name).collect();
    vec![
        app.name.as_str().into(),
        app.id.as_str().into(),
        names.join(", ").into(),
        app.interface.as_deref().map(interface_shown).into(),
        app.method().into(),
        time(app.created),
    ]
}

/// As the options have it: DSM writes `KMIP`.
fn interface_shown(interface: &str) -> String {
    match interface.eq_ignore_ascii_case("kmip") {
        true => "kmip".to_owned(),
        false => interface.to_owned(),
    }
}

/// As DSM writes it.
fn interface_sent(interface: &str) -> &str {
    match interface {
        "kmip" => "KMIP",
        other => other,
    }
}

/// Does it.
pub(super) fn run(connection: &Connection, verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Create {
            name,
            groups: named,
            interface,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let find = |group: &String| on(group, session.group(Some(group)));
            let groups: Vec<Group> = match named.as_slice() {
                [] => vec![session.group(None)?],
                named => named.iter().map(find).collect::<Result<_, _>>()?,
            };
            let new = NewApp {
                name,
                interface: interface_sent(interface),
                groups: &groups,
            };
            let there = || session.app(name);
            let make = || session.create_app(&new);
            let differs = |app: &App| difference(app, &groups, interface);
            let app = on(name, made(Noun::App, *if_missing, there, make, differs))?;
            emit_done(COLUMNS, [Ok(row(&app, &groups))], output)?;
        }
        Verb::List(List { output }) => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let (apps, groups) = (session.apps()?, session.groups()?);
            emit(COLUMNS, apps.iter().map(|it| Ok(row(it, &groups))), output)?;
        }
        Verb::Show(ShowApp {
            uuid,
            api_key,
            dsm_api_key,
            show: Show { name, output },
        }) => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let app = on(name, session.app(name))?;
            if *uuid {
                emit_text(&format!("{}\n", app.id))?;
            } else if *api_key || *dsm_api_key {
                let key = if *api_key {
                    session.secret(&app)
                } else {
                    session.api_key(&app)
                };
                emit_text(on(name, key)?.expose_secret())?;
                emit_text("\n")?;
            } else {
                let groups = session.groups()?;
                emit(COLUMNS, [Ok(row(&app, &groups))], output)?;
            }
        }
        Verb::Certificate(UploadCertificate {
            name,
            certificate_file,
            yes,
            output,
        }) => {
            output.check(COLUMNS)?;
            let (session, _) = connection.open()?;
            let app = on(name, session.app(name))?;
            let text = match certificate_file {
                Some(file) => pem_file(file)?,
                None => pem(PemKind::Certificate)?,
            };
            let der = on(name, Session::read_certificate(&app, &text))?;
            for question in CHECKS {
                confirm(question, *yes)?;
            }
            let app = on(name, session.set_certificate(&app, &der))?;
            let groups = session.groups()?;
            emit_done(COLUMNS, [Ok(row(&app, &groups))], output)?;
        }
        Verb::Delete(targets) => {
            let connected = connection.open()?;
            return delete(
                &connected,
                "app",
                targets,
                Session::app,
                Session::delete_app,
            );
        }
    }
    Ok(Outcome::Done)
}

/// In what the app is not the one that is asked for.
fn difference(app: &App, groups: &[Group], interface: &str) -> Option<&'static str> {
    let found = app.groups();
    let is_in = |group: &Group| found.contains(&group.id.as_str());
    let same_first = found.first().copied() == groups.first().map(|group| group.id.as_str());
    if found.len() != groups.len() || !same_first || !groups.iter().all(is_in) {
        return Some("list of groups");
    }
    let own = app.interface.as_deref().unwrap_or_default();
    (!own.eq_ignore_ascii_case(interface)).then_some("interface")
}
