//! `puresim keymanager app`

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use pure_console::prompt::{PemKind, pem};
use pure_console::{Cell, Column, Outcome, OutputOptions, confirm, echo, emit, on};
use pure_keymanager::Name;
use pure_keymanager::model::App;

/// A verb of `puresim keymanager app`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create an app; it has an API key at first
    Create {
        /// Its name
        name: Name,
        /// A group whose keys it sees, the first one for the keys it makes; the only group when left out
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
        /// Its interface
        #[arg(long, default_value = "kmip", value_parser = PossibleValuesParser::new(["kmip", "rest"]))]
        interface: String,
    },
    /// List apps
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show an app
    Show {
        /// Its name or UUID
        name: String,
        /// Print its UUID only: the common name of its certificate
        #[arg(long, conflicts_with = "api_key")]
        uuid: bool,
        /// Print its API key only: the password of a KMIP credential
        #[arg(long)]
        api_key: bool,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Change an app's authentication method to Certificate, and upload it
    Certificate {
        /// Its name or UUID
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Delete apps; their keys stay in the group
    Delete {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("UUID"),
    Column::new("Group"),
    Column::new("Interface"),
    Column::new("Authentication"),
    Column::new("Created"),
];

/// What the console asks to confirm by two check boxes.
const CHECKS: [&str; 2] = [
    "The API key of this app will no longer work. Go on?",
    "The app must present this very certificate from now on. Go on?",
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
        } => {
            let groups = match groups.as_slice() {
                [] => vec![manager.group(None)?],
                named => named
                    .iter()
                    .map(|group| on(group, manager.group(Some(group))))
                    .collect::<Result<_, _>>()?,
            };
            let app = on(name, manager.create_app(&groups, name, interface))?;
            echo(COLUMNS, [row(&app)])?;
        }
        Verb::List { output } => {
            emit(
                COLUMNS,
                manager.apps()?.iter().map(|app| Ok(row(app))),
                output,
            )?;
        }
        Verb::Show {
            name,
            uuid,
            api_key,
            output,
        } => {
            let app = on(name, manager.app(name))?;
            if *uuid {
                println!("{}", app.id);
            } else if *api_key {
                println!("{}", on(name, manager.api_key(&app))?.as_str());
            } else {
                emit(COLUMNS, [Ok(row(&app))], output)?;
            }
        }
        Verb::Certificate { name, yes } => {
            let app = on(name, manager.app(name))?;
            let text = pem(PemKind::Certificate)?;
            let der = on(name, manager.read_certificate(&app, &text))?;
            for question in CHECKS {
                confirm(question, *yes)?;
            }
            let app = on(name, manager.set_certificate(&app, &der))?;
            echo(COLUMNS, [row(&app)])?;
        }
        Verb::Delete { names, yes } => {
            let find = |name: &str| manager.app(name);
            let delete = |name: &str| manager.delete_app(name);
            return super::delete("app", names, *yes, find, delete);
        }
    }
    Ok(Outcome::Done)
}
