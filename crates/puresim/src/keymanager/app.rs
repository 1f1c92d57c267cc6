//! `puresim keymanager app`

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use pure_console::prompt::{PemKind, pem, pem_file};
use pure_console::{Cell, Column, Outcome, OutputOptions, confirm, emit, emit_done, emit_text, on};
use pure_keymanager::Name;
use pure_keymanager::model::{App, Group};

use super::args::{List, New, Show, ShowApp, Targets, UploadCertificate};
use super::offer::{self, Noun};

/// A verb of `puresim keymanager app`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an app, which authenticates with an API key at first
    ///
    /// An app is a client of the key manager, such as an array. It sees the keys of its groups, and
    /// the keys that it makes belong to the first of them. Its UUID is the common name of the
    /// certificate that it authenticates with once puresim keymanager app certificate has uploaded
    /// it.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::owners)]
    Create {
        /// Name of the new app
        #[arg(value_name = "NAME")]
        name: Name,
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
    /// Lists the apps of all accounts.
    List(List),
    /// Show an app
    ///
    /// Shows the app in the columns of the list, or prints only its UUID or its API key, for
    /// scripts.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::apps)]
    Show(ShowApp),
    /// Change an app's authentication method to Certificate, and upload the certificate
    ///
    /// Prompts for the certificate in PEM, whose common name must be the UUID of the app, or takes it from
    /// a file. The API key of the app no longer works afterwards.
    #[command(mut_args = OutputOptions::of_one_row)]
    #[command(mut_args = offer::apps)]
    Certificate(UploadCertificate),
    /// Delete apps; their keys stay in the group
    ///
    /// Asks for confirmation first, unless --yes is given.
    #[command(mut_args = offer::apps)]
    Delete(Targets),
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("UUID"),
    Column::new("Group"),
    Column::new("Interface"),
    Column::new("Authentication"),
    Column::time("Created"),
];

/// What the console asks to confirm by two check boxes.
pub(crate) const CHECKS: [&str; 2] = [
    "The API key of this app will no longer work. Continue?",
    "From now on the app must present exactly this certificate. Continue?",
];

fn row(app: &App) -> Vec<Cell> {
    let groups: Vec<&str> = app.groups.iter().map(|group| group.name.as_str()).collect();
    vec![
        app.name.as_str().into(),
        app.id.as_str().into(),
        groups.join(", ").into(),
        app.interface.as_str().into(),
        app.method().as_str().into(),
        super::time(app.created),
    ]
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create {
            name,
            groups,
            interface,
            new: New { if_missing, output },
        } => {
            output.check(COLUMNS)?;
            let find = |group: &String| {
                offer::found(&manager, Noun::Group, group, manager.group(Some(group)))
            };
            let groups: Vec<Group> = match groups.as_slice() {
                [] => vec![manager.group(None)?],
                named => named.iter().map(find).collect::<Result<_, _>>()?,
            };
            let made = manager.create_app(&groups, name, interface);
            let there = || manager.app(name.as_str());
            let differs = |app: &App| difference(app, &groups, interface);
            let app = on(
                name,
                offer::made(Noun::App, *if_missing, made, there, differs),
            )?;
            emit_done(COLUMNS, [Ok(row(&app))], output)?;
        }
        Verb::List(List { output }) => {
            emit(
                COLUMNS,
                manager.apps()?.iter().map(|app| Ok(row(app))),
                output,
            )?;
        }
        Verb::Show(ShowApp {
            uuid,
            api_key,
            dsm_api_key,
            show: Show { name, output },
        }) => {
            let app = offer::found(&manager, Noun::App, name, manager.app(name))?;
            if *uuid {
                emit_text(&format!("{}\n", app.id))?;
            } else if *api_key || *dsm_api_key {
                let key = if *api_key {
                    manager.api_key(&app)
                } else {
                    manager.dsm_api_key(&app)
                };
                let key = on(name, key)?;
                emit_text(&key)?;
                emit_text("\n")?;
            } else {
                emit(COLUMNS, [Ok(row(&app))], output)?;
            }
        }
        Verb::Certificate(UploadCertificate {
            name,
            certificate_file,
            yes,
            output,
        }) => {
            output.check(COLUMNS)?;
            let app = offer::found(&manager, Noun::App, name, manager.app(name))?;
            let text = match certificate_file {
                Some(file) => pem_file(file)?,
                None => pem(PemKind::Certificate)?,
            };
            let der = on(name, manager.read_certificate(&app, &text))?;
            for question in CHECKS {
                confirm(question, *yes)?;
            }
            let app = on(name, manager.set_certificate(&app, &der))?;
            emit_done(COLUMNS, [Ok(row(&app))], output)?;
        }
        Verb::Delete(targets) => {
            let find = |name: &str| manager.app(name);
            let delete = |name: &str| manager.delete_app(name);
            return super::delete(&manager, Noun::App, targets, find, delete);
        }
    }
    Ok(Outcome::Done)
}

/// In what the app is not the one that is asked for.
fn difference(app: &App, groups: &[Group], interface: &str) -> Option<&'static str> {
    let found = app.groups.iter().map(|group| &group.id);
    if !found.eq(groups.iter().map(|group| &group.id)) {
        return Some("list of groups");
    }
    (app.interface != interface).then_some("interface")
}
