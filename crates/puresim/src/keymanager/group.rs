//! `puresim keymanager group`

use clap::Subcommand;
use pure_console::{Cell, Column, Outcome, OutputOptions, echo, emit, on};
use pure_keymanager::Name;
use pure_keymanager::model::Group;

/// A verb of `puresim keymanager group`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a group
    Create {
        /// Its name
        name: Name,
        /// Its account; the only one when it is left out
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// List groups
    List {
        /// How the list is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Show a group
    Show {
        /// Its name or UUID
        name: String,
        /// How it is printed.
        #[command(flatten)]
        output: OutputOptions,
    },
    /// Delete groups without apps and keys
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
    Column::new("Account"),
    Column::new("Created"),
];

fn row(group: &Group) -> Vec<Cell> {
    vec![
        group.name.as_str().into(),
        group.id.as_str().into(),
        group.account.as_str().into(),
        super::time(group.created),
    ]
}

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match verb {
        Verb::Create { name, account } => {
            let account = match account {
                Some(account) => on(account, manager.account(Some(account)))?,
                None => manager.account(None)?,
            };
            let group = on(name, manager.create_group(&account, name))?;
            echo(COLUMNS, [row(&group)])?;
        }
        Verb::List { output } => {
            emit(
                COLUMNS,
                manager.groups()?.iter().map(|group| Ok(row(group))),
                output,
            )?;
        }
        Verb::Show { name, output } => {
            let group = on(name, manager.group(Some(name)))?;
            emit(COLUMNS, [Ok(row(&group))], output)?;
        }
        Verb::Delete { names, yes } => {
            let find = |name: &str| manager.group(Some(name));
            let delete = |name: &str| manager.delete_group(name);
            return super::delete("group", names, *yes, find, delete);
        }
    }
    Ok(Outcome::Done)
}
